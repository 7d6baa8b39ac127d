//! Shared mailbox domains, such as `gmail.com`, under which anyone can open a mailbox.
//!
//! Two people with addresses in such a domain need not belong to the same company. A shared mailbox domain therefore
//! never makes a person eligible to join, is never a counted domain, and cannot be claimed for SSO sign-ins.

use super::EmailDomain;

/// Providers by registrable label, under any public suffix: `yahoo` matches yahoo.com and yahoo.co.uk.
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

/// Further shared mailbox domains: national providers, forwarding services and disposable addresses.
const SHARED_DOMAINS: &[&str] = &[
    // Providers whose label is too common to match under every public suffix.
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
    // Forwarding services.
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
    // Every Microsoft 365 customer has a subdomain of it, but it is not on the public suffix list.
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
    /// Returns true if mailboxes under this domain belong to unrelated people: the domain of a mailbox provider or of a
    /// forwarding or disposable-address service, or a public suffix.
    ///
    /// A provider's label matches only directly under a public suffix. `mail.acme.com` does not match `mail`, because
    /// its registrable label is `acme`.
    ///
    /// ```
    /// use org_discovery::domain::EmailDomain;
    ///
    /// assert!(EmailDomain::parse("yahoo.co.uk")?.is_shared_mailbox());
    /// assert!(EmailDomain::parse("mailinator.com")?.is_shared_mailbox());
    /// assert!(!EmailDomain::parse("mail.acme.com")?.is_shared_mailbox());
    /// # Ok::<(), org_discovery::domain::EmailDomainError>(())
    /// ```
    #[must_use]
    pub fn is_shared_mailbox(&self) -> bool {
        let domain = self.as_str();
        let suffix = psl::suffix_str(domain);
        let is_provider = domain
            .split_once('.')
            .is_some_and(|(label, rest)| PROVIDERS.contains(&label) && suffix == Some(rest));
        is_provider || suffix == Some(domain) || SHARED_DOMAINS.contains(&domain)
    }
}
