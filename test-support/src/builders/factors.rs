//! Authentication factors, in the form in which a login service writes them.

use serde_json::{Value, json};

use super::with;

/// Replaced by the session's address when a session is built: the project's writers name it in mail factors.
const OWN_ADDRESS: &str = "<own address>";

/// The factors, with the address where they name the session's own.
pub fn naming(address: &str, factors: impl Into<Vec<Value>>) -> Vec<Value> {
    let mut factors = factors.into();
    for factor in &mut factors {
        if factor["email_factor"]["email_address"] == OWN_ADDRESS {
            factor["email_factor"]["email_address"] = json!(address);
        }
    }
    factors
}

pub fn factor(r#type: &str, delivery_method: &str) -> Value {
    json!({
        "type": r#type, "delivery_method": delivery_method,
        "last_authenticated_at": "2025-12-31T23:59:00Z",
    })
}

/// A magic link to the session's address.
pub fn magic_link() -> Value {
    magic_link_to(OWN_ADDRESS)
}

/// A magic link to this address.
pub fn magic_link_to(address: &str) -> Value {
    with(factor("magic_link", "email"), json!({"email_factor": {"email_address": address}}))
}

/// A one-time code to the session's address.
pub fn email_otp() -> Value {
    email_otp_to(OWN_ADDRESS)
}

/// A one-time code to this address.
pub fn email_otp_to(address: &str) -> Value {
    with(factor("email_otp", "email"), json!({"email_factor": {"email_address": address}}))
}

/// A password of which the factor names neither the Member's id nor a scope.
pub fn password() -> Value {
    factor("password", "knowledge")
}

/// The password that belongs to the Member with this `member_password_id`.
pub fn password_of(id: &str) -> Value {
    with(password(), json!({"password_factor": {"member_password_id": id}}))
}

/// The one password that a person has for the whole project.
pub fn project_password() -> Value {
    with(password(), json!({"password_factor": {"scope": "project"}}))
}

/// A token of the login service's own identity provider, which verified the address.
pub fn trusted_token() -> Value {
    with(unverified_trusted_token(), json!({"email_verified": true}))
}

/// A token of an identity provider that did not verify the address.
pub fn unverified_trusted_token() -> Value {
    with(factor("trusted_auth_token", "trusted_token_exchange"), json!({"trusted_auth_token_factor": {}}))
}

/// A sign-in at Google or Microsoft, whose account `subject` has the session's address verified.
pub fn verified_oauth(provider: &str, subject: &str) -> Value {
    with(oauth(provider, subject), json!({"email_verified": true}))
}

/// A sign-in at an OAuth provider, as the account `subject`.
pub fn oauth(provider: &str, subject: &str) -> Value {
    let detail = format!("{provider}_oauth_factor");
    with(factor("oauth", &format!("oauth_{provider}")), json!({ detail: {"provider_subject": subject} }))
}

/// A provider's token that was exchanged, of the account `subject`.
pub fn exchanged(provider: &str, subject: &str) -> Value {
    let detail = format!("{provider}_oauth_factor");
    with(
        factor("oauth", &format!("oauth_exchange_{provider}")),
        json!({ detail: {"provider_subject": subject} }),
    )
}

/// A sign-in through an SSO connection.
pub fn saml(connection: &str) -> Value {
    with(factor("sso", "sso_saml"), json!({"saml_sso_factor": {"provider_id": connection}}))
}

/// A sign-in through an SSO connection.
pub fn oidc(connection: &str) -> Value {
    with(factor("sso", "sso_oidc"), json!({"oidc_sso_factor": {"provider_id": connection}}))
}

pub fn sms(phone_number: &str) -> Value {
    with(factor("otp", "sms"), json!({"phone_number_factor": {"phone_number": phone_number}}))
}

pub fn totp(totp_id: &str) -> Value {
    with(factor("totp", "authenticator_app"), json!({"authenticator_app_factor": {"totp_id": totp_id}}))
}

pub fn recovery_code() -> Value {
    factor("recovery_codes", "recovery_code")
}
