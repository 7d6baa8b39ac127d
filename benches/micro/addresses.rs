//! Normalization of email addresses, and the check for shared mailbox domains.

use divan::black_box;
use org_discovery::domain::{EmailAddress, EmailDomain};

#[divan::bench(args = ["jane.doe@acme.example", "Jane.Doe+news@ACME.example", "jane@bücher.example"])]
fn normalize_address(address: &str) -> EmailAddress {
    EmailAddress::parse(black_box(address)).expect("an address")
}

#[divan::bench(args = ["acme.example", "gmail.com", "mail.co.uk"])]
fn is_shared_mailbox(bencher: divan::Bencher<'_, '_>, domain: &str) {
    let domain = EmailDomain::parse(domain).expect("a domain");
    bencher.bench_local(|| black_box(&domain).is_shared_mailbox());
}
