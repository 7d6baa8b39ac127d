//! Domains under which anybody can open a mailbox.
//!
//! No company owns such a domain, so two people who share one do not belong together. These domains never open an
//! organization, never count a verified Member, and have no authority for sign-ins by SSO.

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

/// Further domains whose mailboxes belong to unrelated people: national providers, forwarding services and disposable addresses.
const SHARED_DOMAINS: &[&str] = &[
    // Providers whose name is too common to be blocked under every public suffix.
    "126.com",
    "139.com",
    "163.com",
    "aliyun.com",
    "daum.net",
    "fastmail.com",
    "fastmail.fm",
    "foxmail.com",
    "freenet.de",
    "hanmail.net",
    "hushmail.com",
    "inbox.lv",
    "interia.pl",
    "mail.ru",
    "naver.com",
    "o2.pl",
    "onet.pl",
    "pm.me",
    "posteo.de",
    "proton.me",
    "protonmail.ch",
    "protonmail.com",
    "qq.com",
    "rambler.ru",
    "seznam.cz",
    "sina.com",
    "sohu.com",
    "t-online.de",
    "tuta.com",
    "tuta.io",
    "tutamail.com",
    "tutanota.com",
    "tutanota.de",
    "ukr.net",
    "virgilio.it",
    "vip.qq.com",
    "web.de",
    "wp.pl",
    "yeah.net",
    "zoho.com",
    "zohomail.com",
    // Addresses that forward to a mailbox elsewhere.
    "anonaddy.com",
    "anonaddy.me",
    "addy.io",
    "duck.com",
    "mozmail.com",
    "passinbox.com",
    "passmail.com",
    "passmail.net",
    "privaterelay.appleid.com",
    "relay.firefox.com",
    "simplelogin.com",
    "slmail.me",
    "users.noreply.github.com",
    // Every customer of Microsoft 365 has a domain under this one. The public suffix list does not have it.
    "onmicrosoft.com",
    // Disposable mailboxes.
    "10minutemail.com",
    "dispostable.com",
    "getnada.com",
    "grr.la",
    "guerrillamail.com",
    "guerrillamail.net",
    "mailinator.com",
    "maildrop.cc",
    "mailnesia.com",
    "mintemail.com",
    "moakt.com",
    "sharklasers.com",
    "temp-mail.org",
    "tempmail.com",
    "throwawaymail.com",
    "trashmail.com",
    "yopmail.com",
    "yopmail.fr",
];

impl EmailDomain {
    /// Returns whether mailboxes under this domain belong to unrelated people: the domain is a common mailbox provider's, a
    /// shared or disposable mailbox domain, or itself a public suffix.
    ///
    /// A provider's label counts directly under a public suffix only: `mail.acme.com` is not one, its registrable name is
    /// `acme`.
    #[must_use]
    pub fn is_common_mailbox(&self) -> bool {
        let domain = self.as_str();
        let suffix = psl::suffix_str(domain);
        let is_provider = domain
            .split_once('.')
            .is_some_and(|(label, rest)| PROVIDERS.contains(&label) && suffix == Some(rest));
        is_provider || suffix == Some(domain) || SHARED_DOMAINS.contains(&domain)
    }
}
