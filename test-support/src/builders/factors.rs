//! Authentication factors as a login service writes them.

use serde_json::{Value, json};

use super::with;

/// A placeholder for the session's address, replaced by [`with_session_address`].
const SESSION_ADDRESS: &str = "<session address>";

/// Replaces the placeholder in email factors with the session's address.
pub fn with_session_address(address: &str, factors: impl Into<Vec<Value>>) -> Vec<Value> {
    let mut factors = factors.into();
    for factor in &mut factors {
        if factor["email_factor"]["email_address"] == SESSION_ADDRESS {
            factor["email_factor"]["email_address"] = json!(address);
        }
    }
    factors
}

/// A factor without a detail object.
pub fn factor(r#type: &str, delivery_method: &str) -> Value {
    json!({
        "type": r#type, "delivery_method": delivery_method,
        "last_authenticated_at": "2025-12-31T23:59:00Z",
    })
}

/// Adds the claim that the address is verified to a factor.
pub fn email_verified(factor: Value) -> Value {
    with(factor, json!({"email_verified": true}))
}

/// Adds an email address to a factor.
pub fn with_address(factor: Value, address: &str) -> Value {
    with(factor, json!({ "email_address": address }))
}

/// A factor of this type that was delivered by email to this address.
pub fn email_factor(r#type: &str, address: &str) -> Value {
    with(factor(r#type, "email"), json!({"email_factor": {"email_address": address}}))
}

/// A magic link to the session's address.
pub fn magic_link() -> Value {
    magic_link_to(SESSION_ADDRESS)
}

/// A magic link to this address.
pub fn magic_link_to(address: &str) -> Value {
    email_factor("magic_link", address)
}

/// A one-time code that was sent to the session's address.
pub fn email_otp() -> Value {
    email_otp_to(SESSION_ADDRESS)
}

/// A one-time code that was sent to this address.
pub fn email_otp_to(address: &str) -> Value {
    email_factor("email_otp", address)
}

/// A password factor without `member_password_id` and `scope`.
pub fn password() -> Value {
    factor("password", "knowledge")
}

/// A password factor with this `password_factor` object.
pub fn password_with(detail: Value) -> Value {
    let mut password = password();
    password["password_factor"] = detail;
    password
}

/// A password factor with this `member_password_id`.
pub fn password_with_id(id: &str) -> Value {
    password_with(json!({ "member_password_id": id }))
}

/// A password factor with scope `project`: the person has one password for the whole project.
pub fn project_password() -> Value {
    password_with(json!({"scope": "project"}))
}

/// A trusted auth token whose identity provider verified the address.
pub fn trusted_token() -> Value {
    email_verified(unverified_trusted_token())
}

/// A trusted auth token without a detail object.
pub fn trusted_token_without_detail() -> Value {
    factor("trusted_auth_token", "trusted_token_exchange")
}

/// A trusted auth token whose identity provider did not verify the address.
pub fn unverified_trusted_token() -> Value {
    with(trusted_token_without_detail(), json!({"trusted_auth_token_factor": {}}))
}

/// A sign-in with Google or Microsoft as the account `subject`, for which the provider verified the session's address.
pub fn verified_oauth(provider: &str, subject: &str) -> Value {
    email_verified(oauth(provider, subject))
}

/// A sign-in with an OAuth provider as the account `subject`.
pub fn oauth(provider: &str, subject: &str) -> Value {
    let detail = format!("{provider}_oauth_factor");
    with(factor("oauth", &format!("oauth_{provider}")), json!({ detail: {"provider_subject": subject} }))
}

/// An OAuth token exchange for the account `subject`.
pub fn oauth_exchange(provider: &str, subject: &str) -> Value {
    let detail = format!("{provider}_oauth_factor");
    with(
        factor("oauth", &format!("oauth_exchange_{provider}")),
        json!({ detail: {"provider_subject": subject} }),
    )
}

/// A sign-in through an SSO connection. `protocol` is `saml` or `oidc`.
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

/// A one-time code that was sent to this phone number.
pub fn sms(phone_number: &str) -> Value {
    with(factor("otp", "sms"), json!({"phone_number_factor": {"phone_number": phone_number}}))
}

/// A code from an authenticator app with this TOTP registration.
pub fn totp(totp_id: &str) -> Value {
    with(factor("totp", "authenticator_app"), json!({"authenticator_app_factor": {"totp_id": totp_id}}))
}

/// A recovery code.
pub fn recovery_code() -> Value {
    factor("recovery_codes", "recovery_code")
}
