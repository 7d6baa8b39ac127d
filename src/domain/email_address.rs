//! Normalized email addresses.

use std::fmt;

use serde::{Deserialize, Deserializer, Serialize, Serializer};
use thiserror::Error;

use super::{EmailDomain, string_newtype::deserialize_parsed};

/// The error for text that is not a supported email address.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Error)]
#[error("expected an email address such as jane@acme.com")]
pub struct EmailAddressError;

/// A normalized email address: an ASCII local part in lower case and an [`EmailDomain`].
///
/// Writers and readers use the same normalization, so an address is stored and looked up under the same key. Dots and
/// tags such as `+news` are significant and are kept.
#[derive(Clone, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct EmailAddress {
    text: String,
    domain: EmailDomain,
}

impl EmailAddress {
    const MAX_LOCAL_PART_LEN: usize = 64;
    const MAX_LEN: usize = 254;

    /// Parses and normalizes an address.
    ///
    /// # Errors
    /// [`EmailAddressError`] if `text` is not an unquoted local part, an `@` and a domain. Quoted local parts,
    /// comments, IP address literals, spaces and control characters are not supported. The local part has at most 64
    /// characters, the address at most 254.
    ///
    /// ```
    /// use org_discovery::domain::EmailAddress;
    ///
    /// let address = EmailAddress::parse("Jane+News@ACME.com")?;
    /// assert_eq!(address.as_str(), "jane+news@acme.com");
    /// assert_eq!(address.domain().as_str(), "acme.com");
    /// assert!(EmailAddress::parse("\"jane doe\"@acme.com").is_err());
    /// assert!(EmailAddress::parse("jane@[192.0.2.1]").is_err());
    /// # Ok::<(), org_discovery::domain::EmailAddressError>(())
    /// ```
    pub fn parse(text: &str) -> Result<Self, EmailAddressError> {
        let (local, domain) = text.split_once('@').ok_or(EmailAddressError)?;
        let is_unquoted = !local.is_empty() && local.bytes().all(is_unquoted_byte);
        if !is_unquoted || local.len() > Self::MAX_LOCAL_PART_LEN {
            return Err(EmailAddressError);
        }
        let domain = EmailDomain::parse(domain).map_err(|_| EmailAddressError)?;
        let text = format!("{}@{domain}", local.to_ascii_lowercase());
        if text.len() > Self::MAX_LEN {
            return Err(EmailAddressError);
        }
        Ok(Self { text, domain })
    }

    /// Returns the normalized address.
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.text
    }

    /// Returns the domain, the part after the `@`.
    #[must_use]
    pub fn domain(&self) -> &EmailDomain {
        &self.domain
    }
}

/// Returns true for characters that RFC 5322 allows in an unquoted local part (`atext`), and for the dot.
fn is_unquoted_byte(byte: u8) -> bool {
    byte.is_ascii_alphanumeric() || b".!#$%&'*+-/=?^_`{|}~".contains(&byte)
}

impl fmt::Display for EmailAddress {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.text)
    }
}

/// Shows only the domain, because the local part is personal data.
impl fmt::Debug for EmailAddress {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "EmailAddress(…@{})", self.domain)
    }
}

impl Serialize for EmailAddress {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.serialize_str(&self.text)
    }
}

impl<'de> Deserialize<'de> for EmailAddress {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        deserialize_parsed(deserializer, Self::parse)
    }
}
