//! The form of factors in responses and session JWTs: with every field that Stytch's clients require.

use serde_json::{Map, Value};

use super::AuthenticationFactors;

/// The detail objects of factors, with the string fields that they always have in Stytch's API. The clients for Python and
/// Rust refuse an object without them, and a login service need not store ids that nothing refers to.
const DETAILS: [(&str, &[&str]); 17] = [
    ("email_factor", &["email_id", "email_address"]),
    ("phone_number_factor", &["phone_id", "phone_number"]),
    ("google_oauth_factor", OAUTH),
    ("microsoft_oauth_factor", OAUTH),
    ("slack_oauth_factor", OAUTH),
    ("hubspot_oauth_factor", OAUTH),
    ("github_oauth_factor", OAUTH),
    ("google_oauth_exchange_factor", &["email_id"]),
    ("slack_oauth_exchange_factor", &["email_id"]),
    ("hubspot_oauth_exchange_factor", &["email_id"]),
    ("github_oauth_exchange_factor", &["email_id"]),
    ("oauth_access_token_exchange_factor", &["client_id"]),
    ("saml_sso_factor", SSO),
    ("oidc_sso_factor", SSO),
    ("authenticator_app_factor", &["totp_id"]),
    ("recovery_code_factor", &["totp_recovery_code_id"]),
    ("trusted_auth_token_factor", &["token_id"]),
];
const OAUTH: &[&str] = &["id", "provider_subject"];
const SSO: &[&str] = &["id", "provider_id", "external_id"];

impl AuthenticationFactors {
    /// Returns the factors as they appear in responses and session JWTs. A missing string of a detail object is empty.
    ///
    /// # Errors
    /// Never in practice, because the factors are valid JSON.
    pub fn response_form(&self) -> serde_json::Result<Vec<Map<String, Value>>> {
        let mut factors: Vec<Map<String, Value>> = serde_json::from_str(self.json())?;
        for factor in &mut factors {
            for (detail, names) in DETAILS {
                if let Some(Value::Object(detail)) = factor.get_mut(detail) {
                    complete(detail, names);
                }
            }
        }
        Ok(factors)
    }
}

fn complete(detail: &mut Map<String, Value>, names: &[&str]) {
    for name in names {
        let value = detail.entry(*name).or_insert(Value::Null);
        if value.is_null() {
            *value = Value::String(String::new());
        }
    }
}
