//! The `organizations` table: the object, the number of the organization's verified Members of each domain, and
//! [slugs](super::slugs).

use super::{
    attributes::{Attributes, Damage, Item, item, key, text},
    object_text::{OBJECT, object_attributes},
    partition_key::name_of_partition,
};
use crate::domain::{EmailDomain, Organization, OrganizationId, ProjectId, Revision};

/// The kind of table.
pub const TABLE: &str = "organizations";
/// The partition key: `<project id>#<organization id>`, or `<project id>#slug#<slug>`.
pub const ORGANIZATION: &str = "organization";
/// The sort key: the kind of item.
pub const RECORD: &str = "record";
/// The revision of the item, for optimistic locking.
pub const REVISION: &str = "revision";
/// The edges that a write in several transactions has still to add or remove.
pub const PENDING_EDGES: &str = "pending_edges";
/// A counter's value.
pub const VERIFIED_MEMBERS: &str = "verified_members";
/// The sort key of an organization's object.
pub const OBJECT_RECORD: &str = "organization";
/// The sort key of a slug.
pub const SLUG_RECORD: &str = "slug";
const COUNTER_PREFIX: &str = "verified#";

/// Returns the partition of an organization.
#[must_use]
pub fn organization_partition(project: &ProjectId, id: &OrganizationId) -> String {
    format!("{project}#{id}")
}

/// Returns the key of an organization's object.
#[must_use]
pub fn organization_key(project: &ProjectId, id: &OrganizationId) -> Item {
    key([(ORGANIZATION, text(organization_partition(project, id))), (RECORD, text(OBJECT_RECORD))])
}

/// Returns the key of a counter of verified Members.
#[must_use]
pub fn counter_key(project: &ProjectId, id: &OrganizationId, domain: &EmailDomain) -> Item {
    key([(ORGANIZATION, text(organization_partition(project, id))), (RECORD, text(counter_sort_key(domain)))])
}

/// Returns the sort key of the counter of a domain.
#[must_use]
pub fn counter_sort_key(domain: &EmailDomain) -> String {
    format!("{COUNTER_PREFIX}{domain}")
}

/// The kinds of items in this table.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum OrganizationItemKind {
    /// An organization's object.
    Object,
    /// A counter of verified Members.
    Counter,
    /// A slug.
    Slug,
}

/// Determines the kind of an item by its sort key, which is never an id or a slug.
pub fn kind_of(item: &Item) -> OrganizationItemKind {
    match item.get(RECORD).and_then(|sort_key| sort_key.as_s().ok()).map(String::as_str) {
        Some(OBJECT_RECORD) => OrganizationItemKind::Object,
        Some(SLUG_RECORD) => OrganizationItemKind::Slug,
        _ => OrganizationItemKind::Counter,
    }
}

/// Whether this is an organization's object.
#[must_use]
pub fn is_object(item: &Item) -> bool {
    kind_of(item) == OrganizationItemKind::Object
}

/// Returns the item of an organization's object.
///
/// # Errors
/// Never in practice: every organization can be written as JSON.
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

/// The organization of an item, which must be the one that its key promises.
///
/// # Errors
/// [`Damage`] when the attribute is missing or malformed.
pub fn read_organization(project: &ProjectId, item: &Item) -> Result<Organization, Damage> {
    let attributes = Attributes::of(item)?;
    let organization: Organization = attributes.json(OBJECT)?;
    let name = name_of_partition(attributes.text(ORGANIZATION)?, project);
    if name != Some(organization.organization_id.as_str()) {
        return Err(Damage(format!("{OBJECT} does not belong under its key")));
    }
    if organization.created_at.is_none() || organization.updated_at.is_none() {
        return Err(Damage(format!("{OBJECT} has no timestamps")));
    }
    Ok(organization)
}

/// How many Members an item counts.
///
/// # Errors
/// [`Damage`] when the attribute is missing or malformed.
pub fn read_counter(item: &Item) -> Result<u64, Damage> {
    let count: i64 = Attributes::of(item)?.number(VERIFIED_MEMBERS)?;
    u64::try_from(count).map_err(|_| Damage(format!("{VERIFIED_MEMBERS} is below zero")))
}

/// The domain of a counter's sort key.
#[must_use]
pub fn domain_of_counter(sort_key: &str) -> Option<EmailDomain> {
    EmailDomain::parse(sort_key.strip_prefix(COUNTER_PREFIX)?).ok()
}

/// Whose counter an item is, and what it counts.
#[must_use]
pub fn read_count(project: &ProjectId, item: &Item) -> Option<(OrganizationId, u64)> {
    let (id, _) = read_key(project, item)?;
    Some((id, read_counter(item).ok()?))
}

/// The organization of an item, and the sort key.
#[must_use]
pub fn read_key<'i>(project: &ProjectId, item: &'i Item) -> Option<(OrganizationId, &'i str)> {
    let id = name_of_partition(item.get(ORGANIZATION)?.as_s().ok()?, project)?;
    Some((OrganizationId::parse(id).ok()?, item.get(RECORD)?.as_s().ok()?))
}
