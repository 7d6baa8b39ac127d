//! Limits that a single Organization or Member must keep.
//!
//! They protect other organizations: a huge object would push others out of a person's answer, and a malformed value would
//! never match what it is compared with. Everything that can be refused by looking at one object alone is refused here, so
//! that imports can refuse it before anything is written.

use serde::Serialize;

use crate::Refusal;
use org_discovery::{
    domain::{EmailDomain, Member, Organization},
    store::JoinableEdge,
};

/// The largest JSON text of an Organization or a Member, in bytes.
pub const LARGEST_OBJECT: usize = 64 * 1024;
/// The longest name of an organization, in characters.
pub const LONGEST_NAME: usize = 128;
/// The lengths of slugs, in characters.
const SLUG_LENGTHS: std::ops::RangeInclusive<usize> = 2..=128;
/// The largest sum of an organization's edges, in bytes. A write in steps stores the edges of before and after in one item,
/// next to the object, and an item takes 400 KB.
pub const LARGEST_EDGES: usize = 150_000;
/// DynamoDB counts one byte for each element of a list.
const LIST_ELEMENT: usize = 1;
/// The largest number of a Member's retired addresses. Each takes up to three items of a transaction, which takes 100.
pub const MOST_RETIRED_ADDRESSES: usize = 25;

/// Checks an organization.
///
/// # Errors
/// [`Refusal`] for the first limit that it exceeds.
pub fn organization(organization: &Organization) -> Result<(), Refusal> {
    refuse_shared_domains(organization)?;
    let characters = organization.organization_name.chars().count();
    if characters > LONGEST_NAME {
        return Err(Refusal::NameTooLong { characters, limit: LONGEST_NAME });
    }
    let slug = &organization.organization_slug;
    if !slug.is_empty() && !is_slug(slug) {
        return Err(Refusal::SlugMalformed);
    }
    refuse_too_large("Organization", organization)?;
    refuse_too_many_edges(organization)
}

/// Checks a Member.
///
/// # Errors
/// [`Refusal`] for the first limit that it exceeds.
pub fn member(member: &Member) -> Result<(), Refusal> {
    let phone_number = &member.mfa_phone_number;
    if !phone_number.is_empty() && !is_e164(phone_number) {
        return Err(Refusal::PhoneNotE164);
    }
    let count = member.reserved_addresses().len();
    if count > MOST_RETIRED_ADDRESSES {
        return Err(Refusal::TooManyRetiredAddresses { count, limit: MOST_RETIRED_ADDRESSES });
    }
    refuse_too_large("Member", member)
}

fn refuse_shared_domains(organization: &Organization) -> Result<(), Refusal> {
    let mut domains = organization.email_allowed_domains.iter().chain(&organization.claimed_email_domains);
    match domains.find(|domain: &&EmailDomain| domain.is_common_mailbox()) {
        Some(domain) => Err(Refusal::CommonMailboxDomain(domain.clone())),
        None => Ok(()),
    }
}

fn refuse_too_large(what: &'static str, object: &impl Serialize) -> Result<(), Refusal> {
    let bytes = serde_json::to_string(object).map_or(usize::MAX, |json| json.len());
    if bytes > LARGEST_OBJECT {
        return Err(Refusal::TooLarge { what, bytes, limit: LARGEST_OBJECT });
    }
    Ok(())
}

fn refuse_too_many_edges(organization: &Organization) -> Result<(), Refusal> {
    let edges = JoinableEdge::of(organization);
    let bytes = edges.iter().map(|edge| edge.to_string().len() + LIST_ELEMENT).sum();
    if bytes > LARGEST_EDGES {
        return Err(Refusal::TooManyEdges { bytes, limit: LARGEST_EDGES });
    }
    Ok(())
}

/// A slug that looks like an id could be taken for another organization's id where either is accepted.
fn is_slug(slug: &str) -> bool {
    let is_allowed = |byte: u8| byte.is_ascii_alphanumeric() || b"-._~".contains(&byte);
    let lower = slug.to_ascii_lowercase();
    let looks_like_id =
        ["organization-test-", "organization-live-"].iter().any(|prefix| lower.starts_with(prefix));
    SLUG_LENGTHS.contains(&slug.len()) && slug.bytes().all(is_allowed) && !looks_like_id
}

/// ITU-T E.164: a plus sign and 2 to 15 digits, of which the first is not zero.
fn is_e164(phone_number: &str) -> bool {
    let Some(digits) = phone_number.strip_prefix('+') else {
        return false;
    };
    (2..=15).contains(&digits.len())
        && digits.bytes().all(|byte| byte.is_ascii_digit())
        && !digits.starts_with('0')
}
