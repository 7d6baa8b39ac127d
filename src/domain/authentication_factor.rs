//! Authentication factors: the proofs of identity that a session carries.
//!
//! A session stores factors in Stytch's own shape: `type`, `delivery_method` and one detail object. This module parses that
//! shape once and keeps the parts that the rules need. Unknown and malformed factors are kept in the JSON text and count for
//! nothing.

mod command_line_factor;
mod named_email_address;
mod parse_factor;

use std::fmt;

use serde::{Deserialize, Deserializer, Serialize, Serializer, de, ser::SerializeSeq};
use serde_json::value::RawValue;

pub use command_line_factor::{FactorArgument, FactorArgumentError};

use super::{AuthMethod, EmailAddress, OAuthProvider, json_object::compact};
use named_email_address::FactorAddress;

/// The password that a factor was checked against.
#[derive(Clone, PartialEq, Eq)]
pub enum PasswordScope {
    /// The password with this `member_password_id`.
    Member(String),
    /// The person's one password for the whole project, as the writer of the session asserts (`scope: "project"`).
    Project,
    /// Not stated: the factor counts only in a member session, for the session's own Member.
    Unstated,
}

/// A proof of identity.
#[derive(Clone, PartialEq, Eq)]
pub enum AuthenticationFactor {
    /// A link sent to the session's address was opened.
    MagicLink,
    /// A code sent to the session's address was entered.
    EmailOtp,
    /// A sign-in with an OAuth provider.
    OAuth {
        /// The provider.
        provider: OAuthProvider,
        /// The provider's id of the account.
        subject: Option<String>,
        /// Whether the provider verified the address.
        verifies_address: bool,
    },
    /// A token of the login service's own identity provider.
    TrustedToken {
        /// Whether that identity provider verified the address.
        verifies_address: bool,
    },
    /// A password.
    Password {
        /// The password that was checked.
        scope: PasswordScope,
    },
    /// A sign-in through an SSO connection.
    Sso {
        /// The connection, if the factor names one.
        connection_id: Option<String>,
    },
    /// A code sent to a phone.
    SmsOtp {
        /// The phone number.
        phone_number: String,
    },
    /// A code of an authenticator app.
    Totp {
        /// The registration of the app.
        totp_id: String,
    },
    /// A recovery code.
    RecoveryCode,
    /// A factor that the rules do not know. It counts for nothing.
    Unknown,
}

impl AuthenticationFactor {
    /// Returns the primary method of this factor, or `None` for second factors, trusted tokens and unknown factors. The
    /// decision determines whether the factor counts in an organization.
    #[must_use]
    pub fn primary_method(&self) -> Option<AuthMethod> {
        match self {
            Self::MagicLink => Some(AuthMethod::MagicLink),
            Self::EmailOtp => Some(AuthMethod::EmailOtp),
            Self::OAuth { provider, .. } => Some(provider.method()),
            Self::Password { .. } => Some(AuthMethod::Password),
            Self::Sso { .. } => Some(AuthMethod::Sso),
            Self::TrustedToken { .. }
            | Self::SmsOtp { .. }
            | Self::Totp { .. }
            | Self::RecoveryCode
            | Self::Unknown => None,
        }
    }
}

/// Debug output shows only the kind, because subjects and phone numbers identify people.
impl fmt::Debug for AuthenticationFactor {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::MagicLink => "MagicLink",
            Self::EmailOtp => "EmailOtp",
            Self::OAuth { .. } => "OAuth",
            Self::TrustedToken { .. } => "TrustedToken",
            Self::Password { .. } => "Password",
            Self::Sso { .. } => "Sso",
            Self::SmsOtp { .. } => "SmsOtp",
            Self::Totp { .. } => "Totp",
            Self::RecoveryCode => "RecoveryCode",
            Self::Unknown => "Unknown",
        })
    }
}

/// A factor and the e-mail address that it names.
#[derive(Clone)]
struct ParsedFactor {
    factor: AuthenticationFactor,
    address: FactorAddress,
}

/// A session's factors: their JSON text and the parsed form.
#[derive(Clone, Default)]
pub struct AuthenticationFactors {
    json: Option<Box<RawValue>>,
    factors: Vec<ParsedFactor>,
    email_address: Option<EmailAddress>,
}

impl AuthenticationFactors {
    /// Returns the factors that concern `address`, in the session's order. A factor that names another address is left out:
    /// it proves nothing about this one.
    pub fn of(&self, address: &EmailAddress) -> impl Iterator<Item = &AuthenticationFactor> + Clone {
        let concerning = self.factors.iter().filter(|parsed| parsed.address.concerns(address));
        concerning.map(|parsed| &parsed.factor)
    }

    /// Returns the index of the first factor that names another address than `address`, or that must name one and does not.
    #[must_use]
    pub fn position_of_other_address(&self, address: &EmailAddress) -> Option<usize> {
        self.factors.iter().position(|parsed| !parsed.address.concerns(address))
    }

    /// Returns how many factors do not concern `address`.
    #[must_use]
    pub fn ignored_for(&self, address: &EmailAddress) -> usize {
        self.factors.iter().filter(|parsed| !parsed.address.concerns(address)).count()
    }

    /// Returns the JSON text, a list of objects.
    #[must_use]
    pub fn json(&self) -> &str {
        self.json.as_deref().map_or("[]", RawValue::get)
    }

    /// Returns the address that the first e-mail factor names.
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
        f.debug_list().entries(self.factors.iter().map(|parsed| &parsed.factor)).finish()
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
        let objects: Vec<parse_factor::FactorObject> = serde_json::from_str(raw.get())
            .map_err(|_| de::Error::custom("expected a list of authentication factors, each an object"))?;
        Ok(Self {
            json: Some(compact(raw).map_err(de::Error::custom)?),
            factors: objects.iter().map(parse_factor::parse_factor).collect(),
            email_address: objects.iter().find_map(parse_factor::email_address),
        })
    }
}
