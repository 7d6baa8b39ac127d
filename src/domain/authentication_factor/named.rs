//! Factors by name, as an operator gives them: `magic_link`, `slack_oauth:U123`, `sso:saml-connection-…`.

use std::str::FromStr;

use serde_json::{Value, json};
use thiserror::Error;

use super::AuthenticationFactors;
use crate::domain::{EmailAddress, Timestamp};

/// One factor, to be written in Stytch's shape.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct NamedFactor(Form);

#[derive(Debug, Clone, PartialEq, Eq)]
enum Form {
    ByEmail {
        r#type: &'static str,
    },
    Plain {
        r#type: &'static str,
        delivery_method: &'static str,
    },
    Detailed {
        r#type: &'static str,
        delivery_method: String,
        detail: String,
        key: &'static str,
        value: String,
    },
    Object(serde_json::Map<String, Value>),
}

/// A text that names no factor.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Error)]
#[error(
    "expected magic_link, email_otp, password, recovery_code, sso:CONNECTION_ID, sso_oidc:CONNECTION_ID, sms_otp:PHONE, \
     totp:TOTP_ID, PROVIDER_oauth[:SUBJECT] or PROVIDER_oauth_exchange[:SUBJECT] (google, microsoft, slack, github, \
     hubspot), or a JSON object"
)]
pub struct NamedFactorError;

impl FromStr for NamedFactor {
    type Err = NamedFactorError;

    fn from_str(text: &str) -> Result<Self, NamedFactorError> {
        if text.starts_with('{') {
            return serde_json::from_str(text)
                .map(|object| Self(Form::Object(object)))
                .map_err(|_| NamedFactorError);
        }
        let (name, value) = text.split_once(':').map_or((text, None), |(name, value)| (name, Some(value)));
        let form = match value {
            None => without_value(name),
            Some(value) if !value.is_empty() => with_value(name, value),
            Some(_) => None,
        };
        form.map(Self).ok_or(NamedFactorError)
    }
}

fn without_value(name: &str) -> Option<Form> {
    let plain = |r#type, delivery_method| Some(Form::Plain { r#type, delivery_method });
    match name {
        "magic_link" => Some(Form::ByEmail { r#type: "magic_link" }),
        "email_otp" => Some(Form::ByEmail { r#type: "email_otp" }),
        "password" => plain("password", "knowledge"),
        "recovery_code" => plain("recovery_codes", "recovery_code"),
        _ => oauth(name, ""),
    }
}

fn with_value(name: &str, value: &str) -> Option<Form> {
    let detailed = |r#type, delivery_method: &str, detail: &str, key| {
        let (delivery_method, detail) = (delivery_method.to_owned(), detail.to_owned());
        Some(Form::Detailed { r#type, delivery_method, detail, key, value: value.to_owned() })
    };
    match name {
        "sso" => detailed("sso", "sso_saml", "saml_sso_factor", "provider_id"),
        "sso_oidc" => detailed("sso", "sso_oidc", "oidc_sso_factor", "provider_id"),
        "sms_otp" => detailed("otp", "sms", "phone_number_factor", "phone_number"),
        "totp" => detailed("totp", "authenticator_app", "authenticator_app_factor", "totp_id"),
        _ => oauth(name, value),
    }
}

fn oauth(name: &str, subject: &str) -> Option<Form> {
    let (name, exchanged) = name.strip_suffix("_exchange").map_or((name, false), |name| (name, true));
    let provider = name.strip_suffix("_oauth")?;
    super::wire::provider(provider)?;
    let (delivery_method, detail) = if exchanged {
        (format!("oauth_exchange_{provider}"), format!("{provider}_oauth_exchange_factor"))
    } else {
        (format!("oauth_{provider}"), format!("{provider}_oauth_factor"))
    };
    let value = subject.to_owned();
    Some(Form::Detailed { r#type: "oauth", delivery_method, detail, key: "provider_subject", value })
}

impl NamedFactor {
    /// The factor as Stytch writes it, of someone with this address.
    fn object(&self, address: &EmailAddress, now: Timestamp) -> Value {
        match &self.0 {
            Form::ByEmail { r#type } => json!({
                "type": r#type, "delivery_method": "email", "last_authenticated_at": now,
                "email_factor": {"email_address": address, "email_id": ""},
            }),
            Form::Plain { r#type, delivery_method } => {
                json!({"type": r#type, "delivery_method": delivery_method, "last_authenticated_at": now})
            }
            Form::Detailed { r#type, delivery_method, detail, key, value } => json!({
                "type": r#type, "delivery_method": delivery_method, "last_authenticated_at": now,
                detail: {*key: value},
            }),
            Form::Object(object) => Value::Object(object.clone()),
        }
    }
}

impl AuthenticationFactors {
    /// The factors of someone with this address who showed all of these just now.
    ///
    /// # Errors
    /// Never in practice: every name has a form that can be read.
    pub fn named(
        factors: &[NamedFactor],
        address: &EmailAddress,
        now: Timestamp,
    ) -> serde_json::Result<Self> {
        let objects: Vec<Value> = factors.iter().map(|factor| factor.object(address, now)).collect();
        // Through text, because raw JSON can be read from nothing else.
        serde_json::from_str(&Value::Array(objects).to_string())
    }
}
