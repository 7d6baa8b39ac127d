//! The factors of a session, their methods, and which of them verify the address.

use serde_json::Value;

use super::{list, text};

/// The factors that count at all. A factor that names another address is ignored, whatever its type.
pub fn factors(session: &Value) -> Vec<&Value> {
    let all = list(&session["authentication_factors"]);
    all.iter().filter(|factor| is_about_session(factor, &session["email_address"])).collect()
}

pub fn kind_of(factor: &Value) -> (&str, &str) {
    (text(&factor["type"]), text(&factor["delivery_method"]))
}

fn is_mail(factor: &Value) -> bool {
    matches!(kind_of(factor), ("magic_link" | "email_otp", "email"))
}

/// Every address in the factor or its detail object is the session's; a mail factor must name one.
fn is_about_session(factor: &Value, address: &Value) -> bool {
    if is_mail(factor) && is_absent(&factor["email_factor"]["email_address"]) {
        return false;
    }
    let Some(members) = factor.as_object() else {
        return true;
    };
    let details = members.iter().filter(|(key, _)| key.ends_with("_factor"));
    let mut named = details.map(|(_, detail)| &detail["email_address"]);
    is_absent_or_same(&factor["email_address"], address) && named.all(|name| is_absent_or_same(name, address))
}

fn is_absent_or_same(named: &Value, address: &Value) -> bool {
    is_absent(named) || is_same_address(named, address)
}

fn is_absent(value: &Value) -> bool {
    value.is_null() || value == ""
}

/// Case does not matter.
pub fn is_same_address(left: &Value, right: &Value) -> bool {
    !text(left).is_empty() && text(left).eq_ignore_ascii_case(text(right))
}

/// The method of a primary factor.
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
        // Whatever the delivery method.
        ("sso", _) => Some("sso"),
        _ => None,
    }
}

/// The method of a second factor; a recovery code counts as `totp`.
pub fn second_method(factor: &Value) -> Option<&'static str> {
    match kind_of(factor) {
        ("otp", "sms") => Some("sms_otp"),
        ("totp", "authenticator_app") | ("recovery_codes", "recovery_code") => Some("totp"),
        _ => None,
    }
}

pub fn is_trusted_token(factor: &Value) -> bool {
    kind_of(factor) == ("trusted_auth_token", "trusted_token_exchange")
}

/// The factor verifies the session's address for this organization.
pub fn verifies_address(factor: &Value, organization: &Value) -> bool {
    match kind_of(factor) {
        ("magic_link" | "email_otp", "email") => true,
        ("oauth", "oauth_google") => has_verified_address(factor, &oauth_details(factor, "google")),
        ("oauth", "oauth_microsoft") => has_verified_address(factor, &oauth_details(factor, "microsoft")),
        ("trusted_auth_token", "trusted_token_exchange") => trusted_token_verifies(factor),
        ("sso", _) => owns_connection(organization, factor),
        _ => false,
    }
}

/// A trusted token verifies the address as a Google account does.
pub fn trusted_token_verifies(factor: &Value) -> bool {
    is_trusted_token(factor) && has_verified_address(factor, &[&factor["trusted_auth_token_factor"]])
}

/// `email_verified` is true in the factor or its detail object, and nothing else in either; null is absent.
fn has_verified_address(factor: &Value, details: &[&Value]) -> bool {
    let objects = [&[factor], details].concat();
    let mut values = objects.iter().map(|object| &object["email_verified"]).filter(|value| !value.is_null());
    let is_verified = values.clone().any(|value| *value == true);
    is_verified && values.all(|value| *value == true)
}

/// The detail objects that an OAuth factor of this provider may have.
fn oauth_details<'a>(factor: &'a Value, provider: &str) -> [&'a Value; 2] {
    [&factor[format!("{provider}_oauth_factor")], &factor[format!("{provider}_oauth_exchange_factor")]]
}

/// The provider and the subjects of an OAuth account; empty strings never match anything.
pub fn oauth_account(factor: &Value) -> Option<(&'static str, Vec<&str>)> {
    let provider = primary_method(factor)?.strip_suffix("_oauth")?;
    let subjects = oauth_details(factor, provider).map(|detail| text(&detail["provider_subject"]));
    Some((provider, subjects.into_iter().filter(|subject| !subject.is_empty()).collect()))
}

/// The factor's SSO connection is one of the organization's.
pub fn owns_connection(organization: &Value, factor: &Value) -> bool {
    let ("sso", delivery_method) = kind_of(factor) else {
        return false;
    };
    let saml = text(&factor["saml_sso_factor"]["provider_id"]);
    let oidc = text(&factor["oidc_sso_factor"]["provider_id"]);
    let order = if delivery_method == "sso_oidc" { [oidc, saml] } else { [saml, oidc] };
    let Some(connection) = order.into_iter().find(|connection| !connection.is_empty()) else {
        return false;
    };
    let mut active = list(&organization["sso_active_connections"]).iter();
    active.any(|active| active["connection_id"] == connection)
}

/// A password that names no Member's password and has the scope of the project.
pub fn is_project_password(factor: &Value) -> bool {
    let detail = &factor["password_factor"];
    kind_of(factor) == ("password", "knowledge")
        && is_absent(&detail["member_password_id"])
        && detail["scope"] == "project"
}
