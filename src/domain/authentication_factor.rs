//! What a person has shown of themselves in a session.
//!
//! Sessions carry factors in Stytch's own shape: `type`, `delivery_method` and one detail object. This module reads that
//! shape once and keeps what the rules need. Anything it does not know, or that is damaged, weighs nothing.

mod named;
mod wire;

use std::fmt;

use serde::{Deserialize, Deserializer, Serialize, Serializer, de, ser::SerializeSeq};
use serde_json::value::RawValue;

pub use named::{NamedFactor, NamedFactorError};

use super::{AuthMethod, EmailAddress, json_object::compact};

/// A service at which people sign in by OAuth.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum OAuthProvider {
    /// Google.
    Google,
    /// Microsoft.
    Microsoft,
    /// Slack.
    Slack,
    /// GitHub.
    Github,
    /// HubSpot.
    Hubspot,
}

impl OAuthProvider {
    /// The name in delivery methods and in a Member's registrations.
    #[must_use]
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Google => "google",
            Self::Microsoft => "microsoft",
            Self::Slack => "slack",
            Self::Github => "github",
            Self::Hubspot => "hubspot",
        }
    }

    /// The method that a sign-in there counts as.
    #[must_use]
    pub fn method(self) -> AuthMethod {
        match self {
            Self::Google => AuthMethod::GoogleOauth,
            Self::Microsoft => AuthMethod::MicrosoftOauth,
            Self::Slack => AuthMethod::SlackOauth,
            Self::Github => AuthMethod::GithubOauth,
            Self::Hubspot => AuthMethod::HubspotOauth,
        }
    }
}

/// One thing that the person has shown.
#[derive(Clone, PartialEq, Eq)]
pub enum AuthenticationFactor {
    /// Opened a link sent to the address.
    MagicLink,
    /// Typed a code sent to the address.
    EmailOtp,
    /// Signed in at another service.
    OAuth {
        /// The service.
        provider: OAuthProvider,
        /// The service's name for the account.
        subject: Option<String>,
        /// Whether the service vouches for the address.
        proves_address: bool,
    },
    /// Knew a password.
    Password,
    /// Signed in at an identity provider, through this connection.
    Sso {
        /// The connection, when the factor names one.
        connection_id: Option<String>,
    },
    /// Typed a code sent to this phone.
    SmsOtp {
        /// The phone.
        phone_number: String,
    },
    /// Typed a code from the app of this registration.
    Totp {
        /// The registration.
        totp_id: String,
    },
    /// Typed a recovery code.
    RecoveryCode,
    /// Something that the rules do not know.
    Unknown,
}

impl AuthenticationFactor {
    /// The primary method that this factor belongs to; `None` for second factors and unknown ones. Whether it *counts* in
    /// an organization is for the decision to say.
    #[must_use]
    pub fn primary_method(&self) -> Option<AuthMethod> {
        match self {
            Self::MagicLink => Some(AuthMethod::MagicLink),
            Self::EmailOtp => Some(AuthMethod::EmailOtp),
            Self::OAuth { provider, .. } => Some(provider.method()),
            Self::Password => Some(AuthMethod::Password),
            Self::Sso { .. } => Some(AuthMethod::Sso),
            Self::SmsOtp { .. } | Self::Totp { .. } | Self::RecoveryCode | Self::Unknown => None,
        }
    }
}

/// Subjects and phone numbers name people, so debug output shows only the kind.
impl fmt::Debug for AuthenticationFactor {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::MagicLink => "MagicLink",
            Self::EmailOtp => "EmailOtp",
            Self::OAuth { .. } => "OAuth",
            Self::Password => "Password",
            Self::Sso { .. } => "Sso",
            Self::SmsOtp { .. } => "SmsOtp",
            Self::Totp { .. } => "Totp",
            Self::RecoveryCode => "RecoveryCode",
            Self::Unknown => "Unknown",
        })
    }
}

/// A session's factors: as they were written, and as they are understood.
#[derive(Clone, Default)]
pub struct AuthenticationFactors {
    json: Option<Box<RawValue>>,
    factors: Vec<AuthenticationFactor>,
    email_address: Option<EmailAddress>,
}

impl AuthenticationFactors {
    /// The factors, in the session's order.
    #[must_use]
    pub fn as_slice(&self) -> &[AuthenticationFactor] {
        &self.factors
    }

    /// The JSON text, a list of objects.
    #[must_use]
    pub fn json(&self) -> &str {
        self.json.as_deref().map_or("[]", RawValue::get)
    }

    /// The address that the first e-mail factor names.
    #[must_use]
    pub fn email_address(&self) -> Option<&EmailAddress> {
        self.email_address.as_ref()
    }
}

impl PartialEq for AuthenticationFactors {
    fn eq(&self, other: &Self) -> bool {
        self.json() == other.json()
    }
}

impl fmt::Debug for AuthenticationFactors {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.factors.fmt(f)
    }
}

impl Serialize for AuthenticationFactors {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        match &self.json {
            Some(raw) => raw.serialize(serializer),
            None => serializer.serialize_seq(Some(0))?.end(),
        }
    }
}

impl<'de> Deserialize<'de> for AuthenticationFactors {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let raw = Box::<RawValue>::deserialize(deserializer)?;
        let objects: Vec<wire::FactorObject> = serde_json::from_str(raw.get())
            .map_err(|_| de::Error::custom("expected a list of authentication factors, each an object"))?;
        Ok(Self {
            json: Some(compact(raw).map_err(de::Error::custom)?),
            factors: objects.iter().map(wire::read_factor).collect(),
            email_address: objects.iter().find_map(wire::email_address),
        })
    }
}
