//! The domain of an e-mail address.

use idna::uts46::{AsciiDenyList, DnsLength, Hyphens, Uts46};
use thiserror::Error;

use super::string_newtype::string_newtype;

/// Why a text is no e-mail domain.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Error)]
#[error("expected a domain name of at least two labels, such as acme.com")]
pub struct EmailDomainError;

/// A domain name in ASCII lower case (UTS 46, non-transitional, STD3 rules): at least two labels, no trailing dot, no IP
/// address. Two spellings of one domain are the same value, and a sub-domain is another value.
#[derive(Debug, Clone, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct EmailDomain(String);

impl EmailDomain {
    /// Normalises `text`.
    ///
    /// # Errors
    /// [`EmailDomainError`] when it is not a domain name that can receive mail from the internet.
    pub fn parse(text: &str) -> Result<Self, EmailDomainError> {
        let ascii = Uts46::new()
            .to_ascii(text.as_bytes(), AsciiDenyList::STD3, Hyphens::CheckFirstLast, DnsLength::Verify)
            .map_err(|_| EmailDomainError)?;
        let last_label = ascii.rsplit_once('.').map(|(_, last)| last);
        match last_label {
            Some(label) if !label.bytes().all(|b| b.is_ascii_digit()) => Ok(Self(ascii.into_owned())),
            _ => Err(EmailDomainError),
        }
    }
}

string_newtype!(EmailDomain);
