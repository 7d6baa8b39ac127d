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

/// Checks one limit.
type Rule<T> = fn(&T) -> Result<(), Refusal>;

/// Checks an organization.
///
/// # Errors
/// [`Refusal`] for the first limit that is exceeded.
pub fn organization(organization: &Organization) -> Result<(), Refusal> {
    organization_refusals(organization).next().map_or(Ok(()), Err)
}

/// Returns a refusal for each limit that an organization exceeds.
pub(crate) fn organization_refusals(organization: &Organization) -> impl Iterator<Item = Refusal> {
    let rules: [Rule<Organization>; 5] = [
        refuse_shared_domains,
        refuse_long_name,
        refuse_malformed_slug,
        |organization| refuse_too_large("Organization", organization),
        refuse_too_many_edges,
    ];
    rules.into_iter().filter_map(|rule| rule(organization).err())
}

/// Checks a Member.
///
/// # Errors
/// [`Refusal`] for the first limit that is exceeded.
pub fn member(member: &Member) -> Result<(), Refusal> {
    member_refusals(member).next().map_or(Ok(()), Err)
}

/// Returns a refusal for each limit that a Member exceeds.
pub(crate) fn member_refusals(member: &Member) -> impl Iterator<Item = Refusal> {
    let rules: [Rule<Member>; 3] =
        [refuse_malformed_phone, refuse_many_retired_addresses, |member| refuse_too_large("Member", member)];
    rules.into_iter().filter_map(|rule| rule(member).err())
}

fn refuse_long_name(organization: &Organization) -> Result<(), Refusal> {
    let characters = organization.organization_name.chars().count();
    if characters > MAX_NAME_CHARACTERS {
        return Err(Refusal::NameTooLong { characters, limit: MAX_NAME_CHARACTERS });
    }
    Ok(())
}

fn refuse_malformed_slug(organization: &Organization) -> Result<(), Refusal> {
    let slug = &organization.organization_slug;
    if slug.is_empty() || is_slug(slug) { Ok(()) } else { Err(Refusal::SlugMalformed) }
}

fn refuse_malformed_phone(member: &Member) -> Result<(), Refusal> {
    if !member.mfa_phone_number.is_empty() {
        check_e164(&member.mfa_phone_number).map_err(Refusal::PhoneNotE164)?;
    }
    Ok(())
}

fn refuse_many_retired_addresses(member: &Member) -> Result<(), Refusal> {
    let count = member.reserved_addresses().len();
    if count > MAX_RETIRED_ADDRESSES {
        return Err(Refusal::TooManyRetiredAddresses { count, limit: MAX_RETIRED_ADDRESSES });
    }
    Ok(())
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

/// Checks that the number is in E.164 format (ITU-T): a plus sign and 2 to 15 digits, the first of which is not zero.
fn check_e164(phone_number: &str) -> Result<(), &'static str> {
    let digits = phone_number.strip_prefix('+').ok_or("does not begin with a plus sign")?;
    if !digits.bytes().all(|byte| byte.is_ascii_digit()) {
        return Err("has a character other than digits after the plus sign");
    }
    if !(2..=15).contains(&digits.len()) {
        return Err("does not have 2 to 15 digits");
    }
    if digits.starts_with('0') { Err("begins with 0 instead of a country code") } else { Ok(()) }
}
