//! Normalized email domains.

use idna::uts46::{AsciiDenyList, DnsLength, Hyphens, Uts46};
use thiserror::Error;

use super::string_newtype::string_newtype;

/// The error for text that is not a domain name.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Error)]
#[error("expected a domain name of at least two labels, such as acme.com")]
pub struct EmailDomainError;

/// The domain of an email address, in ASCII lower case (UTS 46, non-transitional, STD3 rules).
///
/// A domain has at least two labels, no trailing dot, and is not an IP address. Equivalent spellings give equal values.
/// A subdomain is a different domain.
#[derive(Debug, Clone, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct EmailDomain(String);

impl EmailDomain {
    /// Parses and normalizes a domain name.
    ///
    /// # Errors
    /// [`EmailDomainError`] if `text` is not a valid domain name with at least two labels.
    ///
    /// ```
    /// use org_discovery::domain::EmailDomain;
    ///
    /// assert_eq!(EmailDomain::parse("Bücher.Example")?.as_str(), "xn--bcher-kva.example");
    /// assert!(EmailDomain::parse("localhost").is_err());
    /// assert!(EmailDomain::parse("192.0.2.1").is_err());
    /// # Ok::<(), org_discovery::domain::EmailDomainError>(())
    /// ```
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
