//! The name and the slug of an organization that is created without them.

use org_discovery::domain::{EmailAddress, EmailDomain};

/// Returns a name: the company's part of the address's domain, or the person's part of an address at a shared mailbox
/// domain or a school.
pub(super) fn default_name(address: &EmailAddress) -> String {
    let domain = address.domain();
    if domain.is_shared_mailbox() || is_school(domain) {
        return local_part(address).to_owned();
    }
    let labels = domain.as_str();
    // `mail.acme.co.uk` has the registrable domain `acme.co.uk`.
    let registrable = psl::domain_str(labels).unwrap_or(labels);
    registrable.split('.').next().unwrap_or(labels).to_owned()
}

/// Returns a slug: the name with only the characters of a slug. It can be too short for a slug.
pub(super) fn default_slug(name: &str) -> String {
    let kept = name.chars().map(|c| if is_slug_character(c) { c.to_ascii_lowercase() } else { '-' });
    let slug: String = kept.take(100).collect();
    slug.trim_matches('-').to_owned()
}

/// Appends random text to a default slug that is taken or too short.
pub(super) fn with_suffix(slug: &str, suffix: &str) -> String {
    format!("{slug}-{suffix}").trim_matches('-').to_owned()
}

fn is_slug_character(c: char) -> bool {
    c.is_ascii_alphanumeric() || "-._~".contains(c)
}

fn is_school(domain: &EmailDomain) -> bool {
    domain.as_str().rsplit('.').next() == Some("edu")
}

fn local_part(address: &EmailAddress) -> &str {
    address.as_str().split('@').next().unwrap_or_default()
}
