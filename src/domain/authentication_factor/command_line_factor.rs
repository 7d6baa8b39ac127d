//! Factors in the form of a command-line argument: `magic_link`, `slack_oauth:U123`, `sso:saml-connection-…`.

use std::str::FromStr;

use serde_json::{Map, Value, json};
use thiserror::Error;

use super::AuthenticationFactors;
use crate::domain::{EmailAddress, OAuthProvider, Timestamp};

/// A factor that is given as a command-line argument.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct FactorArgument(Form);

#[derive(Debug, Clone, PartialEq, Eq)]
enum Form {
    Email { r#type: &'static str },
    Password(Map<String, Value>),
    RecoveryCode,
    TrustedToken,
    OAuth(OAuthForm),
    Sso { protocol: &'static str, connection_id: String },
    SmsOtp { phone_number: String },
    Totp { totp_id: String },
    Object(Map<String, Value>),
}

#[derive(Debug, Clone, PartialEq, Eq)]
struct OAuthForm {
    provider: OAuthProvider,
    exchanged: bool,
    /// Set for Google and Microsoft: a writer always states it.
    email_verified: Option<bool>,
    subject: String,
}

/// An argument that is not a factor.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Error)]
#[error(
    "expected magic_link, email_otp, trusted_token, password[:MEMBER_PASSWORD_ID], project_password, recovery_code, \
     sso:CONNECTION_ID, sso_oidc:CONNECTION_ID, sms_otp:PHONE, totp:TOTP_ID, PROVIDER_oauth[:SUBJECT], \
     PROVIDER_oauth_unverified[:SUBJECT] or PROVIDER_oauth_exchange[:SUBJECT] (google, microsoft, slack, github, hubspot), \
     or a JSON object"
)]
pub struct FactorArgumentError;

impl FromStr for FactorArgument {
    type Err = FactorArgumentError;

    fn from_str(text: &str) -> Result<Self, FactorArgumentError> {
        if text.starts_with('{') {
            return serde_json::from_str(text)
                .map(|object| Self(Form::Object(object)))
                .map_err(|_| FactorArgumentError);
        }
        let (name, value) = text.split_once(':').map_or((text, None), |(name, value)| (name, Some(value)));
        let form = match value {
            None => without_value(name),
            Some(value) if !value.is_empty() => with_value(name, value.to_owned()),
            Some(_) => None,
        };
        form.map(Self).ok_or(FactorArgumentError)
    }
}

fn without_value(name: &str) -> Option<Form> {
    match name {
        "magic_link" => Some(Form::Email { r#type: "magic_link" }),
        "email_otp" => Some(Form::Email { r#type: "email_otp" }),
        "password" => Some(Form::Password(Map::new())),
        "project_password" => Some(password("scope", "project".to_owned())),
        "recovery_code" => Some(Form::RecoveryCode),
        "trusted_token" => Some(Form::TrustedToken),
        _ => oauth(name, String::new()),
    }
}

fn with_value(name: &str, value: String) -> Option<Form> {
    match name {
        "password" => Some(password("member_password_id", value)),
        "sso" => Some(Form::Sso { protocol: "saml", connection_id: value }),
        "sso_oidc" => Some(Form::Sso { protocol: "oidc", connection_id: value }),
        "sms_otp" => Some(Form::SmsOtp { phone_number: value }),
        "totp" => Some(Form::Totp { totp_id: value }),
        _ => oauth(name, value),
    }
}

fn password(key: &str, value: String) -> Form {
    Form::Password(Map::from_iter([(key.to_owned(), Value::String(value))]))
}

/// Parses `PROVIDER_oauth`, `PROVIDER_oauth_unverified` and `PROVIDER_oauth_exchange`.
fn oauth(name: &str, subject: String) -> Option<Form> {
    let (provider, suffix) = name.split_once("_oauth")?;
    let provider = super::parse_factor::provider(provider)?;
    let (exchanged, email_verified) = match suffix {
        "" => (false, provider.can_verify_address().then_some(true)),
        "_unverified" if provider.can_verify_address() => (false, Some(false)),
        "_exchange" => (true, None),
        _ => return None,
    };
    Some(Form::OAuth(OAuthForm { provider, exchanged, email_verified, subject }))
}

impl FactorArgument {
    /// Returns the factor in Stytch's shape, for a person with this address.
    fn object(&self, address: &EmailAddress, now: Timestamp) -> Value {
        let factor = |r#type: &str, delivery_method: &str, detail: &str, fields: Value| {
            json!({
                "type": r#type, "delivery_method": delivery_method, "last_authenticated_at": now, detail: fields,
            })
        };
        match &self.0 {
            Form::Email { r#type } => {
                factor(r#type, "email", "email_factor", json!({"email_address": address, "email_id": ""}))
            }
            Form::Password(fields) => factor("password", "knowledge", "password_factor", json!(fields)),
            Form::RecoveryCode => {
                factor("recovery_codes", "recovery_code", "recovery_code_factor", json!({}))
            }
            Form::TrustedToken => factor(
                "trusted_auth_token",
                "trusted_token_exchange",
                "trusted_auth_token_factor",
                json!({"email_address": address, "email_verified": true}),
            ),
            Form::OAuth(form) => {
                let (delivery_method, detail) = form.names();
                factor("oauth", &delivery_method, &detail, form.fields(address))
            }
            Form::Sso { protocol, connection_id } => factor(
                "sso",
                &format!("sso_{protocol}"),
                &format!("{protocol}_sso_factor"),
                json!({"provider_id": connection_id}),
            ),
            Form::SmsOtp { phone_number } => {
                factor("otp", "sms", "phone_number_factor", json!({"phone_number": phone_number}))
            }
            Form::Totp { totp_id } => {
                factor("totp", "authenticator_app", "authenticator_app_factor", json!({"totp_id": totp_id}))
            }
            Form::Object(object) => Value::Object(object.clone()),
        }
    }
}

impl OAuthForm {
    /// Returns the delivery method and the key of the detail object.
    fn names(&self) -> (String, String) {
        let provider = self.provider.as_str();
        if self.exchanged {
            (format!("oauth_exchange_{provider}"), format!("{provider}_oauth_exchange_factor"))
        } else {
            (format!("oauth_{provider}"), format!("{provider}_oauth_factor"))
        }
    }

    fn fields(&self, address: &EmailAddress) -> Value {
        match self.email_verified {
            Some(verified) => json!({
                "provider_subject": self.subject, "email_address": address, "email_verified": verified,
            }),
            None => json!({"provider_subject": self.subject}),
        }
    }
}

impl AuthenticationFactors {
    /// Builds the factors of a person with this address who authenticated with each of them at `now`.
    ///
    /// # Errors
    /// Never in practice: every name has a form that can be parsed.
    pub fn named(
        factors: &[FactorArgument],
        address: &EmailAddress,
        now: Timestamp,
    ) -> serde_json::Result<Self> {
        let objects: Vec<Value> = factors.iter().map(|factor| factor.object(address, now)).collect();
        // Through text, because raw JSON can be read from nothing else.
        serde_json::from_str(&Value::Array(objects).to_string())
    }
}
