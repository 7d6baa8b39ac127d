//! The contract, section 3.4: what each authentication factor is worth.

use serde_json::Value;

use super::{Candidate, is_member_session, is_own_member, is_own_organization, list, text};

/// 3.4: the factors that the session carries.
pub fn factors(session: &Value) -> &[Value] {
    list(&session["authentication_factors"])
}

fn kind_of(factor: &Value) -> (&str, &str) {
    (text(&factor["type"]), text(&factor["delivery_method"]))
}

/// 3.4, second column: the method of a primary factor.
pub fn primary_method(factor: &Value) -> Option<&'static str> {
    match kind_of(factor) {
        ("magic_link", "email") => Some("magic_link"),
        ("email_otp", "email") => Some("email_otp"),
        ("oauth", "oauth_google" | "oauth_exchange_google") => Some("google_oauth"),
        ("oauth", "oauth_microsoft" | "oauth_exchange_microsoft") => Some("microsoft_oauth"),
        ("oauth", "oauth_slack" | "oauth_exchange_slack") => Some("slack_oauth"),
        ("oauth", "oauth_github" | "oauth_exchange_github") => Some("github_oauth"),
        ("oauth", "oauth_hubspot" | "oauth_exchange_hubspot") => Some("hubspot_oauth"),
        ("password", "knowledge") => Some("password"),
        ("sso", "sso_saml" | "sso_oidc") => Some("sso"),
        _ => None,
    }
}

/// 3.4 and 3.7: the method of a second factor; a recovery code counts as `totp`.
pub fn second_method(factor: &Value) -> Option<&'static str> {
    match kind_of(factor) {
        ("otp", "sms") => Some("sms_otp"),
        ("totp", "authenticator_app") | ("recovery_codes", "recovery_code") => Some("totp"),
        _ => None,
    }
}

/// 3.4: the method of a primary factor, as far as it is one for this organization.
pub fn method_for(factor: &Value, organization: &Value, session: &Value) -> Option<&'static str> {
    primary_method(factor).filter(|method| match *method {
        "sso" => owns_connection(organization, factor),
        "password" => password_counts(organization, session),
        _ => true,
    })
}

/// 3.4: for a member session a password counts only in its own organization.
fn password_counts(organization: &Value, session: &Value) -> bool {
    !is_member_session(session) || is_own_organization(organization, session)
}

/// 3.4: the factor's SSO connection is one of the organization's.
pub fn owns_connection(organization: &Value, factor: &Value) -> bool {
    let connection = match kind_of(factor) {
        ("sso", "sso_saml") => &factor["saml_sso_factor"]["provider_id"],
        ("sso", "sso_oidc") => &factor["oidc_sso_factor"]["provider_id"],
        _ => return false,
    };
    list(&organization["sso_active_connections"])
        .iter()
        .any(|active| is_same_text(&active["connection_id"], connection))
}

/// 3.4, third column: the factor proves the session's address for this organization.
pub fn proves_address(factor: &Value, organization: &Value) -> bool {
    match kind_of(factor) {
        ("magic_link" | "email_otp", "email") => true,
        ("oauth", "oauth_google") => !denies_address(factor, "google"),
        ("oauth", "oauth_microsoft") => !denies_address(factor, "microsoft"),
        _ => owns_connection(organization, factor),
    }
}

/// 3.4: the factor, or its detail object, says `email_verified` and does not say `true`.
fn denies_address(factor: &Value, provider: &str) -> bool {
    let [detail, exchange] = oauth_details(factor, provider);
    [factor, detail, exchange].iter().any(|object| {
        let email_verified = &object["email_verified"];
        !email_verified.is_null() && *email_verified != true
    })
}

/// 3.4: the detail objects that an OAuth factor of this provider may carry.
fn oauth_details<'a>(factor: &'a Value, provider: &str) -> [&'a Value; 2] {
    [&factor[format!("{provider}_oauth_factor")], &factor[format!("{provider}_oauth_exchange_factor")]]
}

/// 3.4, last column: the factor is bound to this candidate's Member.
pub fn is_bound(factor: &Value, candidate: &Candidate, member: &Value, session: &Value) -> bool {
    match kind_of(factor) {
        ("oauth", _) => is_registered(factor, member),
        ("password", "knowledge") => {
            password_counts(candidate.organization, session)
                && !text(&member["member_password_id"]).is_empty()
        }
        ("sso", _) => owns_connection(candidate.organization, factor),
        ("otp", "sms") => {
            let phone_number = &factor["phone_number_factor"]["phone_number"];
            is_same_text(phone_number, &member["mfa_phone_number"])
                && member["mfa_phone_number_verified"] == true
        }
        ("totp", "authenticator_app") => {
            let totp_id = &factor["authenticator_app_factor"]["totp_id"];
            is_same_text(totp_id, &member["totp_registration_id"])
        }
        ("recovery_codes", "recovery_code") => is_own_member(candidate, member, session),
        _ => false,
    }
}

/// 3.4: the factor's subject is one of the Member's registrations with the same provider.
fn is_registered(factor: &Value, member: &Value) -> bool {
    let Some(provider) = primary_method(factor).and_then(|method| method.strip_suffix("_oauth")) else {
        return false;
    };
    list(&member["oauth_registrations"]).iter().any(|registration| {
        text(&registration["provider_type"]).eq_ignore_ascii_case(provider)
            && oauth_details(factor, provider)
                .iter()
                .any(|detail| is_same_text(&detail["provider_subject"], &registration["provider_subject"]))
    })
}

/// 2: equal, and not the empty string, which means "no value".
fn is_same_text(left: &Value, right: &Value) -> bool {
    !text(left).is_empty() && text(left) == text(right)
}
