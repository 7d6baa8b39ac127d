//! Domains under which anybody can open a mailbox.
//!
//! A company never owns such a domain, so sharing one says nothing about belonging together.

use super::EmailDomain;

/// Providers by the label that they register, whatever the public suffix: `yahoo` stands for yahoo.com and yahoo.co.uk.
const PROVIDERS: &[&str] = &[
    "gmail",
    "googlemail",
    "aol",
    "yahoo",
    "ymail",
    "icloud",
    "me",
    "mac",
    "hotmail",
    "msn",
    "live",
    "outlook",
    "comcast",
    "att",
    "sbcglobal",
    "verizon",
    "earthlink",
    "mail",
    "hey",
    "gmx",
    "free",
    "orange",
    "wanadoo",
    "laposte",
    "libero",
    "bol",
    "uol",
    "ig",
    "rediffmail",
    "yandex",
];

impl EmailDomain {
    /// Whether this domain belongs to a common mailbox provider: its name stands directly under a public suffix.
    /// `mail.acme.com` does not: its registrable name is `acme`.
    #[must_use]
    pub fn is_common_mailbox(&self) -> bool {
        let Some((label, suffix)) = self.as_str().split_once('.') else {
            return false;
        };
        PROVIDERS.contains(&label) && psl::suffix_str(self.as_str()) == Some(suffix)
    }
}
