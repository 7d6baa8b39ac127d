//! Authentication factors of a session.
//!
//! A session stores factors in Stytch's format: `type`, `delivery_method` and a detail object. This module parses the
//! format once and keeps the parts that the rules need. Unknown and malformed factors stay in the JSON text but never
//! satisfy a requirement.

mod carried_factor;
mod factor_address;
mod factor_argument;
mod parse_factor;
mod response_form;

use std::fmt;

use serde::{
    Deserialize, Deserializer, Serialize, Serializer, de,
    ser::{self, SerializeSeq},
};
use serde_json::value::RawValue;

pub use carried_factor::CarriedFactor;
pub use factor_argument::{FactorArgument, FactorArgumentError};

use super::{AuthMethod, EmailAddress, OAuthProvider, json_object::compact};
use factor_address::FactorAddress;
use parse_factor::FactorObject;

/// The password that a factor verified.
#[derive(Clone, PartialEq, Eq)]
pub enum PasswordScope {
    /// The password with this `member_password_id`.
    Member(String),
    /// The person's single password for the whole project. The writer of the session asserts this with
    /// `scope:"project"`.
    Project,
    /// Not stated. The factor counts only in a member session, for the session's own Member.
    Unstated,
}

/// An authentication factor: one completed step of a sign-in.
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
        /// The provider's id for the account.
        subject: Option<String>,
        /// True if the provider verified the address.
        verifies_address: bool,
    },
    /// A trusted authentication token, issued by the login service's own identity provider.
    TrustedToken {
        /// True if that identity provider verified the address.
        verifies_address: bool,
    },
    /// A password.
    Password {
        /// The password that was verified.
        scope: PasswordScope,
    },
    /// A sign-in through an SSO connection.
    Sso {
        /// The connection id, if the factor contains one.
        connection_id: Option<String>,
    },
    /// A code sent to a phone.
    SmsOtp {
        /// The phone number.
        phone_number: String,
    },
    /// A code from an authenticator app.
    Totp {
        /// The id of the app's registration.
        totp_id: String,
    },
    /// A recovery code.
    RecoveryCode,
    /// A factor of an unsupported type. It never satisfies a requirement.
    Unknown,
}

impl AuthenticationFactor {
    /// Returns the primary authentication method of this factor, or `None` for second factors, trusted tokens and
    /// unknown factors.
    ///
    /// A primary method alone does not make a factor count: that also depends on the organization, the address and the
    /// Member.
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

/// Shows only the kind, because subjects and phone numbers are personal data.
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

/// A factor and the email address that it contains.
#[derive(Clone)]
struct ParsedFactor {
    factor: AuthenticationFactor,
    address: FactorAddress,
}

/// The authentication factors of a session, with their JSON text.
///
/// The JSON text is preserved for storage and for session JWTs. Use [`of`](Self::of) for evaluation: it skips factors
/// for other addresses. Deserializing removes whitespace between tokens; [`parse_stored`](Self::parse_stored) keeps it.
///
/// ```
/// use org_discovery::domain::{AuthMethod, AuthenticationFactors, EmailAddress};
///
/// let factors: AuthenticationFactors = serde_json::from_str(
///     r#"[{"type": "email_otp", "delivery_method": "email", "email_factor": {"email_address": "jane@acme.com"}}]"#,
/// )?;
/// let jane = EmailAddress::parse("jane@acme.com")?;
/// let methods: Vec<_> = factors.of(&jane).map(|factor| factor.primary_method()).collect();
/// assert_eq!(methods, [Some(AuthMethod::EmailOtp)]);
/// assert_eq!(factors.of(&EmailAddress::parse("joe@acme.com")?).count(), 0);
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
#[derive(Clone, Default)]
pub struct AuthenticationFactors {
    json: Option<Box<str>>,
    factors: Vec<ParsedFactor>,
    email_address: Option<EmailAddress>,
}

impl AuthenticationFactors {
    /// Returns the factors that apply to `address`, in the session's order.
    ///
    /// A factor without an address applies to every address. An email factor must contain one.
    pub fn of(&self, address: &EmailAddress) -> impl Iterator<Item = &AuthenticationFactor> + Clone {
        let applicable = self.factors.iter().filter(|parsed| parsed.address.applies_to(address));
        applicable.map(|parsed| &parsed.factor)
    }

    /// Returns the index of the first factor that does not apply to `address`.
    #[must_use]
    pub fn position_of_other_address(&self, address: &EmailAddress) -> Option<usize> {
        self.factors.iter().position(|parsed| !parsed.address.applies_to(address))
    }

    /// Returns the number of factors that do not apply to `address`.
    #[must_use]
    pub fn ignored_count(&self, address: &EmailAddress) -> usize {
        self.factors.iter().filter(|parsed| !parsed.address.applies_to(address)).count()
    }

    /// Parses a stored JSON text and keeps it exactly, so that a write can require that it has not changed.
    ///
    /// # Errors
    /// If the text is not an array of objects.
    pub fn parse_stored(json: &str) -> serde_json::Result<Self> {
        let objects: Vec<FactorObject> = serde_json::from_str(json)?;
        Ok(Self {
            json: Some(json.into()),
            factors: objects.iter().map(parse_factor::parse_factor).collect(),
            email_address: objects.iter().find_map(parse_factor::email_address),
        })
    }

    /// Returns the JSON text, an array of objects.
    #[must_use]
    pub fn json(&self) -> &str {
        self.json.as_deref().unwrap_or("[]")
    }

    /// Returns the address of the first email factor.
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
            Some(json) => {
                let raw: &RawValue = serde_json::from_str(json).map_err(ser::Error::custom)?;
                raw.serialize(serializer)
            }
            None => serializer.serialize_seq(Some(0))?.end(),
        }
    }
}

impl<'de> Deserialize<'de> for AuthenticationFactors {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let raw = Box::<RawValue>::deserialize(deserializer)?;
        let raw = compact(raw).map_err(de::Error::custom)?;
        Self::parse_stored(raw.get())
            .map_err(|_| de::Error::custom("expected a list of authentication factors, each an object"))
    }
}
