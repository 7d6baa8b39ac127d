//! Normalized email domains.

use idna::uts46::{AsciiDenyList, DnsLength, Hyphens, Uts46};
use thiserror::Error;

use super::string_newtype::string_newtype;

/// The reason why text is not a domain name.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Error)]
pub enum EmailDomainError {
    /// The text is empty or a single label, such as `localhost`.
    #[error("expected a domain name of at least two labels, such as acme.com")]
    TooFewLabels,
    /// A label is empty, because the text begins or ends with a dot or has two dots in a row.
    #[error("a domain name has no dot at its beginning or end, and no two dots in a row")]
    EmptyLabel,
    /// The last label has only digits, as in an IP address.
    #[error("expected a domain name such as acme.com, not an IP address or a number")]
    Number,
    /// A label begins or ends with a hyphen.
    #[error("a part of the domain name begins or ends with a hyphen")]
    Hyphen,
    /// There is a space, a control character or a punctuation mark.
    #[error("the domain name has a character other than letters, digits, hyphens and dots")]
    Character,
    /// A label or the whole name is too long.
    #[error("the domain name is longer than 253 characters, or a part of it is longer than 63")]
    TooLong,
    /// A character outside ASCII is not allowed by UTS 46, or an `xn--` label is malformed.
    #[error("the internationalized domain name is malformed")]
    Internationalized,
}

impl EmailDomainError {
    /// Finds the reason why UTS 46 refuses a domain.
    fn of_refused(text: &str) -> Self {
        let is_allowed = |c: char| !c.is_ascii() || c.is_ascii_alphanumeric() || matches!(c, '-' | '.');
        let mut labels = text.split('.');
        if !text.contains('.') && text.chars().all(is_allowed) {
            Self::TooFewLabels
        } else if !text.chars().all(is_allowed) || text.chars().any(char::is_whitespace) {
            Self::Character
        } else if text.split('.').any(str::is_empty) {
            Self::EmptyLabel
        } else if labels.any(|label| label.starts_with('-') || label.ends_with('-')) {
            Self::Hyphen
        } else if text.len() > 253 || text.split('.').any(|label| label.len() > 63) {
            Self::TooLong
        } else {
            Self::Internationalized
        }
    }
}

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
            .map_err(|_| EmailDomainError::of_refused(text))?;
        let last_label = ascii.rsplit_once('.').map(|(_, last)| last);
        match last_label {
            Some(label) if !label.bytes().all(|b| b.is_ascii_digit()) => Ok(Self(ascii.into_owned())),
            Some(_) => Err(EmailDomainError::Number),
            None => Err(EmailDomainError::TooFewLabels),
        }
    }
}

string_newtype!(EmailDomain);
