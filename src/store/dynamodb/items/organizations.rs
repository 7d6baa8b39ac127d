//! The `organizations` table: organizations, their verified-member counters for each email domain, and
//! [slugs](super::slugs).

use super::{
    attributes::{Attributes, Damage, Item, item, key, text},
    checksummed_object::{OBJECT, object_attributes},
    project_prefix::strip_project_prefix,
};
use crate::domain::{EmailDomain, Organization, OrganizationId, ProjectId, Revision};

/// The name of the table in the data model.
pub const TABLE: &str = "organizations";
/// The partition key: `<project id>#<organization id>`, or `<project id>#slug#<slug>`.
pub const ORGANIZATION: &str = "organization";
/// The sort key: the kind of item.
pub const RECORD: &str = "record";
/// The revision of the item, for optimistic locking.
pub const REVISION: &str = "revision";
/// The pending edges: joinable edges that a write in several transactions has not added or removed yet.
pub const PENDING_EDGES: &str = "pending_edges";
/// The value of a counter.
pub const VERIFIED_MEMBERS: &str = "verified_members";
/// The sort key of an organization.
pub const OBJECT_RECORD: &str = "organization";
/// The sort key of a slug.
pub const SLUG_RECORD: &str = "slug";
const COUNTER_PREFIX: &str = "verified#";

/// Returns the partition key of an organization.
#[must_use]
pub fn organization_partition(project: &ProjectId, id: &OrganizationId) -> String {
    format!("{project}#{id}")
}

/// Returns the key of an organization's item.
#[must_use]
pub fn organization_key(project: &ProjectId, id: &OrganizationId) -> Item {
    key([(ORGANIZATION, text(organization_partition(project, id))), (RECORD, text(OBJECT_RECORD))])
}

/// Returns the key of a verified-member counter.
#[must_use]
pub fn counter_key(project: &ProjectId, id: &OrganizationId, domain: &EmailDomain) -> Item {
    key([(ORGANIZATION, text(organization_partition(project, id))), (RECORD, text(counter_sort_key(domain)))])
}

/// Returns the sort key of a domain's counter.
#[must_use]
pub fn counter_sort_key(domain: &EmailDomain) -> String {
    format!("{COUNTER_PREFIX}{domain}")
}

/// The kinds of items in this table.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum OrganizationItemKind {
    /// An organization.
    Object,
    /// A verified-member counter.
    Counter,
    /// A slug.
    Slug,
}

/// Returns the kind of an item. It depends on the sort key, which is never an id or a slug.
pub fn kind_of(item: &Item) -> OrganizationItemKind {
    match item.get(RECORD).and_then(|sort_key| sort_key.as_s().ok()).map(String::as_str) {
        Some(OBJECT_RECORD) => OrganizationItemKind::Object,
        Some(SLUG_RECORD) => OrganizationItemKind::Slug,
        _ => OrganizationItemKind::Counter,
    }
}

/// Returns true for the item of an organization.
#[must_use]
pub fn is_object(item: &Item) -> bool {
    kind_of(item) == OrganizationItemKind::Object
}

/// Returns the item of an organization.
///
/// # Errors
/// Never in practice: every organization can be serialized.
pub fn organization_item(
    project: &ProjectId,
    organization: &Organization,
    revision: &Revision,
) -> serde_json::Result<Item> {
    let mut item = item([(REVISION, text(revision.as_str()))]);
    item.extend(object_attributes(organization)?);
    item.extend(organization_key(project, &organization.organization_id));
    Ok(item)
}

/// Parses the organization of an item.
///
/// # Errors
/// [`Damage`] when an attribute is missing or malformed, or the organization does not match the item's key.
pub fn read_organization(project: &ProjectId, item: &Item) -> Result<Organization, Damage> {
    let attributes = Attributes::of(item)?;
    let organization: Organization = attributes.json(OBJECT)?;
    let name = strip_project_prefix(attributes.text(ORGANIZATION)?, project);
    if name != Some(organization.organization_id.as_str()) {
        return Err(Damage(format!("{OBJECT} does not match its key")));
    }
    if organization.created_at.is_none() || organization.updated_at.is_none() {
        return Err(Damage(format!("{OBJECT} has no timestamps")));
    }
    Ok(organization)
}

/// Parses the value of a counter.
///
/// # Errors
/// [`Damage`] when an attribute is missing or malformed, or the value is negative.
pub fn read_counter(item: &Item) -> Result<u64, Damage> {
    let count: i64 = Attributes::of(item)?.number(VERIFIED_MEMBERS)?;
    u64::try_from(count).map_err(|_| Damage(format!("{VERIFIED_MEMBERS} is negative")))
}

/// Parses the domain in a counter's sort key.
#[must_use]
pub fn domain_of_counter(sort_key: &str) -> Option<EmailDomain> {
    EmailDomain::parse(sort_key.strip_prefix(COUNTER_PREFIX)?).ok()
}

/// Parses the organization and the value of a counter.
#[must_use]
pub fn read_count(project: &ProjectId, item: &Item) -> Option<(OrganizationId, u64)> {
    let (id, _) = read_key(project, item)?;
    Some((id, read_counter(item).ok()?))
}

/// Parses the organization id and the sort key of an item.
#[must_use]
pub fn read_key<'i>(project: &ProjectId, item: &'i Item) -> Option<(OrganizationId, &'i str)> {
    let id = strip_project_prefix(item.get(ORGANIZATION)?.as_s().ok()?, project)?;
    Some((OrganizationId::parse(id).ok()?, item.get(RECORD)?.as_s().ok()?))
}
