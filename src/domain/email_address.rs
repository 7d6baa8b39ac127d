//! Normalized email addresses.

use std::fmt;

use serde::{Deserialize, Deserializer, Serialize, Serializer};
use thiserror::Error;

use super::{EmailDomain, EmailDomainError, string_newtype::deserialize_parsed};

/// The reason why text is not a supported email address. It does not contain the text, which is personal data.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Error)]
pub enum EmailAddressError {
    /// There is no `@`.
    #[error("expected an email address such as jane@acme.com, but the text has no @")]
    NoAtSign,
    /// There are several `@`.
    #[error("expected an email address such as jane@acme.com, but the text has more than one @")]
    SeveralAtSigns,
    /// The text before the `@` is empty.
    #[error("the local part (the text before the @) is empty")]
    NoLocalPart,
    /// The local part has a character that is not ASCII.
    #[error("the local part (the text before the @) has a non-ASCII character")]
    NotAscii,
    /// The local part has a space or a control character.
    #[error("the local part (the text before the @) has a space or a control character")]
    WhiteSpace,
    /// The local part has a character that RFC 5322 allows only between quotes.
    #[error("the local part (the text before the @) has one of the characters \" ( ) , : ; < > [ \\ ]")]
    QuotedCharacter,
    /// The local part is too long.
    #[error("the local part (the text before the @) is longer than 64 characters")]
    LocalPartTooLong,
    /// The part after the `@` is not a domain.
    #[error("the domain (the text after the @) is not supported: {0}")]
    Domain(#[from] EmailDomainError),
    /// The whole address is too long.
    #[error("the address is longer than 254 characters")]
    TooLong,
}

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
        let (local, domain) = text.split_once('@').ok_or(EmailAddressError::NoAtSign)?;
        check_local_part(local)?;
        if local.len() > Self::MAX_LOCAL_PART_LEN {
            return Err(EmailAddressError::LocalPartTooLong);
        }
        if domain.contains('@') {
            return Err(EmailAddressError::SeveralAtSigns);
        }
        let domain = EmailDomain::parse(domain)?;
        let text = format!("{}@{domain}", local.to_ascii_lowercase());
        if text.len() > Self::MAX_LEN {
            return Err(EmailAddressError::TooLong);
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

fn check_local_part(local: &str) -> Result<(), EmailAddressError> {
    let refused = local.bytes().find(|byte| !is_unquoted_byte(*byte));
    match refused {
        None if local.is_empty() => Err(EmailAddressError::NoLocalPart),
        None => Ok(()),
        Some(byte) if !byte.is_ascii() => Err(EmailAddressError::NotAscii),
        Some(byte) if byte == b' ' || byte.is_ascii_control() => Err(EmailAddressError::WhiteSpace),
        Some(_) => Err(EmailAddressError::QuotedCharacter),
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
