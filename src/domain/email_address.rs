//! E-mail addresses in the one form in which they are stored, looked up and answered.

use std::fmt;

use serde::{Deserialize, Deserializer, Serialize, Serializer};
use thiserror::Error;

use super::{EmailDomain, string_newtype::read_text};

/// Why a text is no e-mail address.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Error)]
#[error("expected an e-mail address such as jane@acme.com")]
pub struct EmailAddressError;

/// A normalised address: ASCII local part in lower case, domain as [`EmailDomain`].
///
/// Writers and readers share this one normaliser, so a person is never written under one spelling and looked up under
/// another. Tags (`+news`) and dots are part of the name and stay.
#[derive(Clone, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct EmailAddress {
    text: String,
    domain: EmailDomain,
}

impl EmailAddress {
    const LONGEST_LOCAL_PART: usize = 64;
    const LONGEST: usize = 254;

    /// Normalises `text`.
    ///
    /// # Errors
    /// [`EmailAddressError`] for anything but one plain local part, one `@` and a domain: quoted local parts, comments,
    /// IP literals, spaces and control characters are refused.
    pub fn parse(text: &str) -> Result<Self, EmailAddressError> {
        let (local, domain) = text.split_once('@').ok_or(EmailAddressError)?;
        let plain = !local.is_empty() && local.bytes().all(is_plain);
        if !plain || local.len() > Self::LONGEST_LOCAL_PART {
            return Err(EmailAddressError);
        }
        let domain = EmailDomain::parse(domain).map_err(|_| EmailAddressError)?;
        let text = format!("{}@{domain}", local.to_ascii_lowercase());
        if text.len() > Self::LONGEST {
            return Err(EmailAddressError);
        }
        Ok(Self { text, domain })
    }

    /// The whole address.
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.text
    }

    /// What stands behind the `@`.
    #[must_use]
    pub fn domain(&self) -> &EmailDomain {
        &self.domain
    }
}

/// The characters that RFC 5322 allows outside quotes, and the dot.
fn is_plain(byte: u8) -> bool {
    byte.is_ascii_alphanumeric() || b".!#$%&'*+-/=?^_`{|}~".contains(&byte)
}

impl fmt::Display for EmailAddress {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.text)
    }
}

/// A person's address does not belong in a log, so debug output keeps only the domain.
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
        read_text(deserializer, Self::parse)
    }
}
