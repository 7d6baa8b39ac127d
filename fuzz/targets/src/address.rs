//! Addresses and domains: one normal form, whatever is given.

use org_discovery::domain::{EmailAddress, EmailDomain};

/// Parses an address, a domain and a token from any input.
pub fn run(data: &[u8]) {
    let text = String::from_utf8_lossy(data);
    if let Ok(address) = EmailAddress::parse(&text) {
        check_address(&address);
    }
    if let Ok(domain) = EmailDomain::parse(&text) {
        let again = EmailDomain::parse(domain.as_str()).expect("a normal form is a domain");
        assert_eq!(again, domain, "a normal form is its own");
    }
}

fn check_address(address: &EmailAddress) {
    let normal = address.as_str();
    let again = EmailAddress::parse(normal).expect("a normal form is an address");
    assert_eq!(again.as_str(), normal, "a normal form is its own");
    let (local, domain) = normal.split_once('@').expect("an at sign");
    assert!(!local.is_empty() && !domain.contains('@'), "{normal:?} has one at sign");
    assert_eq!(domain, address.domain().as_str());
    assert_eq!(EmailDomain::parse(domain).as_ref(), Ok(address.domain()), "the same domain by itself");
    assert!(!normal.chars().any(|c| c.is_control() || c.is_whitespace()), "{normal:?}");
    assert_eq!(normal.to_lowercase(), normal);
}
