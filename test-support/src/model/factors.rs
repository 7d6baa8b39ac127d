//! The factors of a session, their methods, and the verification of the session's address.

use serde_json::Value;

use super::{list, text};

/// Returns the session's factors. A factor of any type that names another address is ignored.
pub fn factors(session: &Value) -> Vec<&Value> {
    let all = list(&session["authentication_factors"]);
    all.iter().filter(|factor| has_session_address(factor, &session["email_address"])).collect()
}

/// Returns the type and the delivery method.
pub fn kind_of(factor: &Value) -> (&str, &str) {
    (text(&factor["type"]), text(&factor["delivery_method"]))
}

fn is_email(factor: &Value) -> bool {
    matches!(kind_of(factor), ("magic_link" | "email_otp", "email"))
}

/// True if every address in the factor and its detail object is the session's. An email factor must name one.
fn has_session_address(factor: &Value, address: &Value) -> bool {
    if is_email(factor) && is_absent(&factor["email_factor"]["email_address"]) {
        return false;
    }
    let Some(fields) = factor.as_object() else {
        return true;
    };
    let details = fields.iter().filter(|(key, _)| key.ends_with("_factor"));
    let mut named = details.map(|(_, detail)| &detail["email_address"]);
    is_absent_or_same(&factor["email_address"], address) && named.all(|name| is_absent_or_same(name, address))
}

fn is_absent_or_same(named: &Value, address: &Value) -> bool {
    is_absent(named) || is_same_address(named, address)
}

fn is_absent(value: &Value) -> bool {
    value.is_null() || value == ""
}

/// True if the addresses are equal, ignoring case.
pub fn is_same_address(left: &Value, right: &Value) -> bool {
    !text(left).is_empty() && text(left).eq_ignore_ascii_case(text(right))
}

/// Returns the method of a primary factor.
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
        // With any delivery method.
        ("sso", _) => Some("sso"),
        _ => None,
    }
}

/// Returns the method of a second factor. A recovery code counts as `totp`.
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

/// True if the factor verifies the session's address for this organization.
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

/// True if the factor is a trusted token that verifies the address, by the same rule as a Google sign-in.
pub fn trusted_token_verifies(factor: &Value) -> bool {
    is_trusted_token(factor) && has_verified_address(factor, &[&factor["trusted_auth_token_factor"]])
}

/// True if `email_verified` is true in the factor or a detail object, and has no other value in any of them except
/// null.
fn has_verified_address(factor: &Value, details: &[&Value]) -> bool {
    let objects = [&[factor], details].concat();
    let mut values = objects.iter().map(|object| &object["email_verified"]).filter(|value| !value.is_null());
    let is_verified = values.clone().any(|value| *value == true);
    is_verified && values.all(|value| *value == true)
}

/// Returns the detail objects that an OAuth factor of this provider can have.
fn oauth_details<'a>(factor: &'a Value, provider: &str) -> [&'a Value; 2] {
    [&factor[format!("{provider}_oauth_factor")], &factor[format!("{provider}_oauth_exchange_factor")]]
}

/// Returns the provider and the non-empty subjects of an OAuth factor.
pub fn oauth_account(factor: &Value) -> Option<(&'static str, Vec<&str>)> {
    let provider = primary_method(factor)?.strip_suffix("_oauth")?;
    let subjects = oauth_details(factor, provider).map(|detail| text(&detail["provider_subject"]));
    Some((provider, subjects.into_iter().filter(|subject| !subject.is_empty()).collect()))
}

/// True if the factor's SSO connection is an active connection of the organization.
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

/// True for a password factor with the scope `project` that names no `member_password_id`.
pub fn is_project_password(factor: &Value) -> bool {
    let detail = &factor["password_factor"];
    kind_of(factor) == ("password", "knowledge")
        && is_absent(&detail["member_password_id"])
        && detail["scope"] == "project"
}
