//! Parses factors from command-line arguments such as `magic_link`, `slack_oauth:U123` or `sso:saml-connection-…`.

use std::str::FromStr;

use serde_json::{Map, Value, json};
use thiserror::Error;

use super::AuthenticationFactors;
use crate::domain::{EmailAddress, OAuthProvider, Timestamp};

/// A factor given as a command-line argument.
///
/// Parse it with [`FromStr`] and convert it with [`AuthenticationFactors::from_arguments`]. A JSON object in Stytch's
/// format is accepted too, for factors without a short form.
///
/// ```
/// use org_discovery::domain::FactorArgument;
///
/// assert!("magic_link".parse::<FactorArgument>().is_ok());
/// assert!("slack_oauth:U0123".parse::<FactorArgument>().is_ok());
/// assert!("sso:saml-connection-okta".parse::<FactorArgument>().is_ok());
/// // A connection id is required, and Slack never verifies an address.
/// assert!("sso".parse::<FactorArgument>().is_err());
/// assert!("slack_oauth_unverified".parse::<FactorArgument>().is_err());
/// ```
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct FactorArgument(Kind);

#[derive(Debug, Clone, PartialEq, Eq)]
enum Kind {
    Email { r#type: &'static str },
    Password(Map<String, Value>),
    RecoveryCode,
    TrustedToken,
    OAuth(OAuthArgument),
    Sso { protocol: &'static str, connection_id: String },
    SmsOtp { phone_number: String },
    Totp { totp_id: String },
    Object(Map<String, Value>),
}

#[derive(Debug, Clone, PartialEq, Eq)]
struct OAuthArgument {
    provider: OAuthProvider,
    exchanged: bool,
    /// The value of `email_verified`, which only Google and Microsoft sign-ins have.
    email_verified: Option<bool>,
    subject: String,
}

/// The error for an argument that is not a factor.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Error)]
#[error(
    "expected magic_link, email_otp, trusted_token, password[:MEMBER_PASSWORD_ID], project_password, recovery_code, \
     sso:CONNECTION_ID, sso_oidc:CONNECTION_ID, sms_otp:PHONE, totp:TOTP_ID, PROVIDER_oauth[:SUBJECT], \
     PROVIDER_oauth_unverified[:SUBJECT] or PROVIDER_oauth_exchange[:SUBJECT] (google, microsoft, slack, github, \
     hubspot), or a JSON object"
)]
pub struct FactorArgumentError;

impl FromStr for FactorArgument {
    type Err = FactorArgumentError;

    fn from_str(text: &str) -> Result<Self, FactorArgumentError> {
        if text.starts_with('{') {
            return serde_json::from_str(text)
                .map(|object| Self(Kind::Object(object)))
                .map_err(|_| FactorArgumentError);
        }
        let (name, value) = text.split_once(':').map_or((text, None), |(name, value)| (name, Some(value)));
        let kind = match value {
            None => without_value(name),
            Some(value) if !value.is_empty() => with_value(name, value.to_owned()),
            Some(_) => None,
        };
        kind.map(Self).ok_or(FactorArgumentError)
    }
}

fn without_value(name: &str) -> Option<Kind> {
    match name {
        "magic_link" => Some(Kind::Email { r#type: "magic_link" }),
        "email_otp" => Some(Kind::Email { r#type: "email_otp" }),
        "password" => Some(Kind::Password(Map::new())),
        "project_password" => Some(password("scope", "project".to_owned())),
        "recovery_code" => Some(Kind::RecoveryCode),
        "trusted_token" => Some(Kind::TrustedToken),
        _ => oauth(name, String::new()),
    }
}

fn with_value(name: &str, value: String) -> Option<Kind> {
    match name {
        "password" => Some(password("member_password_id", value)),
        "sso" => Some(Kind::Sso { protocol: "saml", connection_id: value }),
        "sso_oidc" => Some(Kind::Sso { protocol: "oidc", connection_id: value }),
        "sms_otp" => Some(Kind::SmsOtp { phone_number: value }),
        "totp" => Some(Kind::Totp { totp_id: value }),
        _ => oauth(name, value),
    }
}

fn password(key: &str, value: String) -> Kind {
    Kind::Password(Map::from_iter([(key.to_owned(), Value::String(value))]))
}

/// Parses `PROVIDER_oauth`, `PROVIDER_oauth_unverified` and `PROVIDER_oauth_exchange`.
fn oauth(name: &str, subject: String) -> Option<Kind> {
    let (provider, suffix) = name.split_once("_oauth")?;
    let provider = super::parse_factor::provider(provider)?;
    let (exchanged, email_verified) = match suffix {
        "" => (false, provider.can_verify_address().then_some(true)),
        "_unverified" if provider.can_verify_address() => (false, Some(false)),
        "_exchange" => (true, None),
        _ => return None,
    };
    Some(Kind::OAuth(OAuthArgument { provider, exchanged, email_verified, subject }))
}

impl FactorArgument {
    /// Returns the factor in Stytch's JSON format, for a person with this address.
    fn object(&self, address: &EmailAddress, now: Timestamp) -> Value {
        let factor = |r#type: &str, delivery_method: &str, detail: &str, fields: Value| {
            json!({
                "type": r#type, "delivery_method": delivery_method, "last_authenticated_at": now, detail: fields,
            })
        };
        match &self.0 {
            Kind::Email { r#type } => {
                factor(r#type, "email", "email_factor", json!({"email_address": address, "email_id": ""}))
            }
            Kind::Password(fields) => factor("password", "knowledge", "password_factor", json!(fields)),
            Kind::RecoveryCode => {
                factor("recovery_codes", "recovery_code", "recovery_code_factor", json!({}))
            }
            Kind::TrustedToken => factor(
                "trusted_auth_token",
                "trusted_token_exchange",
                "trusted_auth_token_factor",
                json!({"email_address": address, "email_verified": true}),
            ),
            Kind::OAuth(oauth) => {
                let (delivery_method, detail) = oauth.names();
                factor("oauth", &delivery_method, &detail, oauth.fields(address))
            }
            Kind::Sso { protocol, connection_id } => factor(
                "sso",
                &format!("sso_{protocol}"),
                &format!("{protocol}_sso_factor"),
                json!({"provider_id": connection_id}),
            ),
            Kind::SmsOtp { phone_number } => {
                factor("otp", "sms", "phone_number_factor", json!({"phone_number": phone_number}))
            }
            Kind::Totp { totp_id } => {
                factor("totp", "authenticator_app", "authenticator_app_factor", json!({"totp_id": totp_id}))
            }
            Kind::Object(object) => Value::Object(object.clone()),
        }
    }
}

impl OAuthArgument {
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
    /// Creates the factors of a person with this address who authenticated with all of them at `now`.
    ///
    /// Use it to create or simulate a session from the command line.
    ///
    /// # Errors
    /// Never in practice: the arguments are serialized as a JSON array of objects, which parses as factors.
    ///
    /// ```
    /// use org_discovery::domain::{AuthenticationFactors, EmailAddress, Timestamp};
    ///
    /// let jane = EmailAddress::parse("jane@acme.com")?;
    /// let arguments = ["magic_link".parse()?, "totp:totp-1".parse()?];
    /// let factors = AuthenticationFactors::from_arguments(&arguments, &jane, Timestamp::EPOCH)?;
    /// assert_eq!(factors.of(&jane).count(), 2);
    /// # Ok::<(), Box<dyn std::error::Error>>(())
    /// ```
    pub fn from_arguments(
        factors: &[FactorArgument],
        address: &EmailAddress,
        now: Timestamp,
    ) -> serde_json::Result<Self> {
        let objects: Vec<Value> = factors.iter().map(|factor| factor.object(address, now)).collect();
        // `RawValue` can be deserialized from text only.
        serde_json::from_str(&Value::Array(objects).to_string())
    }
}
