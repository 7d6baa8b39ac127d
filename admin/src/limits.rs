//! Limits of a single Organization or Member.
//!
//! They protect other organizations: a huge object could displace others from a shortened answer. Malformed values are
//! refused because they would never match a factor. All rules that depend on one object alone are here, so that an
//! import can apply them before it writes anything.

use serde::Serialize;

use crate::Refusal;
use org_discovery::{
    domain::{EmailDomain, Member, Organization},
    store::JoinableEdge,
};

/// The largest JSON text of an Organization or a Member, in bytes.
pub const MAX_OBJECT_BYTES: usize = 64 * 1024;
/// The longest name of an organization, in characters.
pub const MAX_NAME_CHARACTERS: usize = 128;
/// The lengths of slugs, in characters.
const SLUG_LENGTHS: std::ops::RangeInclusive<usize> = 2..=128;
/// The largest total size of an organization's edges, in bytes. A write in several transactions stores the old and the
/// new edges in one item, next to the object, and an item is limited to 400 KB.
pub const MAX_EDGES_BYTES: usize = 150_000;
/// The size that DynamoDB adds for each element of a list, in bytes.
const LIST_ELEMENT_BYTES: usize = 1;
/// The largest number of a Member's retired addresses. Each takes up to three of the 100 items of a transaction.
pub const MAX_RETIRED_ADDRESSES: usize = 25;

/// Checks an organization.
///
/// # Errors
/// [`Refusal`] for the first limit that is exceeded.
pub fn organization(organization: &Organization) -> Result<(), Refusal> {
    refuse_shared_domains(organization)?;
    let characters = organization.organization_name.chars().count();
    if characters > MAX_NAME_CHARACTERS {
        return Err(Refusal::NameTooLong { characters, limit: MAX_NAME_CHARACTERS });
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
/// [`Refusal`] for the first limit that is exceeded.
pub fn member(member: &Member) -> Result<(), Refusal> {
    let phone_number = &member.mfa_phone_number;
    if !phone_number.is_empty() && !is_e164(phone_number) {
        return Err(Refusal::PhoneNotE164);
    }
    let count = member.reserved_addresses().len();
    if count > MAX_RETIRED_ADDRESSES {
        return Err(Refusal::TooManyRetiredAddresses { count, limit: MAX_RETIRED_ADDRESSES });
    }
    refuse_too_large("Member", member)
}

fn refuse_shared_domains(organization: &Organization) -> Result<(), Refusal> {
    let mut domains = organization.email_allowed_domains.iter().chain(&organization.claimed_email_domains);
    match domains.find(|domain: &&EmailDomain| domain.is_shared_mailbox()) {
        Some(domain) => Err(Refusal::SharedMailboxDomain(domain.clone())),
        None => Ok(()),
    }
}

fn refuse_too_large(what: &'static str, object: &impl Serialize) -> Result<(), Refusal> {
    let bytes = serde_json::to_string(object).map_or(usize::MAX, |json| json.len());
    if bytes > MAX_OBJECT_BYTES {
        return Err(Refusal::TooLarge { what, bytes, limit: MAX_OBJECT_BYTES });
    }
    Ok(())
}

fn refuse_too_many_edges(organization: &Organization) -> Result<(), Refusal> {
    let edges = JoinableEdge::of(organization);
    let bytes = edges.iter().map(|edge| edge.to_string().len() + LIST_ELEMENT_BYTES).sum();
    if bytes > MAX_EDGES_BYTES {
        return Err(Refusal::TooManyEdges { bytes, limit: MAX_EDGES_BYTES });
    }
    Ok(())
}

/// Returns true if the slug is well-formed. It must not look like an organization's id, because some commands accept
/// either.
pub(crate) fn is_slug(slug: &str) -> bool {
    let is_allowed = |byte: u8| byte.is_ascii_alphanumeric() || b"-._~".contains(&byte);
    let lower = slug.to_ascii_lowercase();
    let looks_like_id =
        ["organization-test-", "organization-live-"].iter().any(|prefix| lower.starts_with(prefix));
    SLUG_LENGTHS.contains(&slug.len()) && slug.bytes().all(is_allowed) && !looks_like_id
}

/// Returns true if the number is in E.164 format (ITU-T): a plus sign and 2 to 15 digits, the first of which is not
/// zero.
fn is_e164(phone_number: &str) -> bool {
    let Some(digits) = phone_number.strip_prefix('+') else {
        return false;
    };
    (2..=15).contains(&digits.len())
        && digits.bytes().all(|byte| byte.is_ascii_digit())
        && !digits.starts_with('0')
}
