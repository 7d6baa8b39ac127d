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

/// A factor without a detail.
pub fn factor(r#type: &str, delivery_method: &str) -> Value {
    json!({
        "type": r#type, "delivery_method": delivery_method,
        "last_authenticated_at": "2025-12-31T23:59:00Z",
    })
}

/// The factor, with the claim that the address is verified.
pub fn email_verified(factor: Value) -> Value {
    with(factor, json!({"email_verified": true}))
}

/// The factor, with the address that it is about.
pub fn of_address(factor: Value, address: &str) -> Value {
    with(factor, json!({ "email_address": address }))
}

/// A factor of this type by mail to this address.
pub fn mail(r#type: &str, address: &str) -> Value {
    with(factor(r#type, "email"), json!({"email_factor": {"email_address": address}}))
}

/// A magic link to the session's address.
pub fn magic_link() -> Value {
    magic_link_to(OWN_ADDRESS)
}

/// A magic link to this address.
pub fn magic_link_to(address: &str) -> Value {
    mail("magic_link", address)
}

/// A one-time code to the session's address.
pub fn email_otp() -> Value {
    email_otp_to(OWN_ADDRESS)
}

/// A one-time code to this address.
pub fn email_otp_to(address: &str) -> Value {
    mail("email_otp", address)
}

/// A password of which the factor names neither the Member's id nor a scope.
pub fn password() -> Value {
    factor("password", "knowledge")
}

/// A password with this detail.
pub fn password_with(detail: Value) -> Value {
    let mut password = password();
    password["password_factor"] = detail;
    password
}

/// The password that belongs to the Member with this `member_password_id`.
pub fn password_of(id: &str) -> Value {
    password_with(json!({ "member_password_id": id }))
}

/// The one password that a person has for the whole project.
pub fn project_password() -> Value {
    password_with(json!({"scope": "project"}))
}

/// A token of the login service's own identity provider, which verified the address.
pub fn trusted_token() -> Value {
    email_verified(unverified_trusted_token())
}

/// A token of an identity provider, without a detail.
pub fn bare_trusted_token() -> Value {
    factor("trusted_auth_token", "trusted_token_exchange")
}

/// A token of an identity provider that did not verify the address.
pub fn unverified_trusted_token() -> Value {
    with(bare_trusted_token(), json!({"trusted_auth_token_factor": {}}))
}

/// A sign-in at Google or Microsoft, whose account `subject` has the session's address verified.
pub fn verified_oauth(provider: &str, subject: &str) -> Value {
    email_verified(oauth(provider, subject))
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

/// A sign-in through an SSO connection of this protocol, `saml` or `oidc`.
pub fn sso(delivery_method: &str, protocol: &str, connection: &str) -> Value {
    let detail = format!("{protocol}_sso_factor");
    with(factor("sso", delivery_method), json!({ detail: {"provider_id": connection} }))
}

/// A sign-in through a SAML connection.
pub fn saml(connection: &str) -> Value {
    sso("sso_saml", "saml", connection)
}

/// A sign-in through an OIDC connection.
pub fn oidc(connection: &str) -> Value {
    sso("sso_oidc", "oidc", connection)
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
