//! Email addresses and domains: normalization is idempotent.

use org_discovery::domain::{EmailAddress, EmailDomain};

/// Parses the input as an address and as a domain.
pub fn run(data: &[u8]) {
    let text = String::from_utf8_lossy(data);
    if let Ok(address) = EmailAddress::parse(&text) {
        check_address(&address);
    }
    if let Ok(domain) = EmailDomain::parse(&text) {
        let again = EmailDomain::parse(domain.as_str()).expect("a normalized domain parses");
        assert_eq!(again, domain, "normalization is idempotent");
    }
}

fn check_address(address: &EmailAddress) {
    let normalized = address.as_str();
    let again = EmailAddress::parse(normalized).expect("a normalized address parses");
    assert_eq!(again.as_str(), normalized, "normalization is idempotent");
    let (local, domain) = normalized.split_once('@').expect("an at sign");
    assert!(!local.is_empty() && !domain.contains('@'), "{normalized:?} has one at sign");
    assert_eq!(domain, address.domain().as_str());
    assert_eq!(EmailDomain::parse(domain).as_ref(), Ok(address.domain()), "the domain parses separately");
    assert!(!normalized.chars().any(|c| c.is_control() || c.is_whitespace()), "{normalized:?}");
    assert_eq!(normalized.to_lowercase(), normalized);
}
