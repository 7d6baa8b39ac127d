//! The `organizations` table: the object, the number of the organization's verified Members of each domain, and
//! [slugs](super::slugs).

use std::iter;

use futures_util::{StreamExt, TryStreamExt, stream};

use super::{
    DynamoDb,
    batch::{KEYS_PER_BATCH, batch_get},
    failure::pass_over,
    item::{Attributes, Damage, Item, item, key, text},
    object::{OBJECT, object_attributes, with_text},
    partition::name_of_partition,
};
use crate::{
    domain::{EmailDomain, Organization, OrganizationId, ProjectId, Stamp},
    store::{FoundOrganizations, OrganizationReads, OrganizationsWanted, StoreError},
};

pub(super) const TABLE: &str = "organizations";
pub(super) const ORGANIZATION: &str = "organization";
pub(super) const ITEM: &str = "item";
pub(super) const REVISION: &str = "revision";
pub(super) const UNSETTLED_EDGES: &str = "unsettled_edges";
pub(super) const VERIFIED_MEMBERS: &str = "verified_members";
const OBJECT_ITEM: &str = "organization";
pub(super) const SLUG_ITEM: &str = "slug";
const COUNTER_PREFIX: &str = "verified#";

/// Batches under way at once.
const PARALLEL: usize = 8;

pub(super) fn organization_partition(project: &ProjectId, id: &OrganizationId) -> String {
    format!("{project}#{id}")
}

pub(super) fn organization_key(project: &ProjectId, id: &OrganizationId) -> Item {
    key([(ORGANIZATION, text(organization_partition(project, id))), (ITEM, text(OBJECT_ITEM))])
}

pub(super) fn counter_key(project: &ProjectId, id: &OrganizationId, domain: &EmailDomain) -> Item {
    key([(ORGANIZATION, text(organization_partition(project, id))), (ITEM, text(counter_sort_key(domain)))])
}

pub(super) fn counter_sort_key(domain: &EmailDomain) -> String {
    format!("{COUNTER_PREFIX}{domain}")
}

/// The kinds of items in this table.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum OrganizationItemKind {
    /// An organization's object.
    Object,
    /// A counter of verified Members.
    Counter,
    /// A slug.
    Slug,
}

/// Determines the kind of an item by its sort key, which is never an id or a slug.
pub(super) fn kind_of(item: &Item) -> OrganizationItemKind {
    match item.get(ITEM).and_then(|sort_key| sort_key.as_s().ok()).map(String::as_str) {
        Some(OBJECT_ITEM) => OrganizationItemKind::Object,
        Some(SLUG_ITEM) => OrganizationItemKind::Slug,
        _ => OrganizationItemKind::Counter,
    }
}

/// Whether this is an organization's object.
pub(super) fn is_object(item: &Item) -> bool {
    kind_of(item) == OrganizationItemKind::Object
}

pub(super) fn organization_item(
    project: &ProjectId,
    organization: &Organization,
    revision: &Stamp,
) -> serde_json::Result<Item> {
    let mut item = item([(REVISION, text(revision.as_str()))]);
    item.extend(object_attributes(organization)?);
    item.extend(organization_key(project, &organization.organization_id));
    Ok(item)
}

/// The organization of an item, which must be the one that its key promises.
pub(super) fn read_organization(project: &ProjectId, item: &Item) -> Result<Organization, Damage> {
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
fn read_counter(item: &Item) -> Result<u64, Damage> {
    let count: i64 = Attributes::of(item)?.number(VERIFIED_MEMBERS)?;
    u64::try_from(count).map_err(|_| Damage(format!("{VERIFIED_MEMBERS} is below zero")))
}

/// The domain of a counter's sort key.
pub(super) fn domain_of_counter(sort_key: &str) -> Option<EmailDomain> {
    EmailDomain::parse(sort_key.strip_prefix(COUNTER_PREFIX)?).ok()
}

/// Whose counter an item is, and what it counts.
pub(super) fn read_count(project: &ProjectId, item: &Item) -> Option<(OrganizationId, u64)> {
    let (id, _) = read_key(project, item)?;
    Some((id, read_counter(item).ok()?))
}

/// What an item tells of an organization.
#[expect(clippy::large_enum_variant, reason = "it lives for one match, and a box would be made for nothing")]
enum Told {
    Object(Organization),
    Counter(u64),
}

impl FoundOrganizations {
    fn add(&mut self, project: &ProjectId, item: Item) {
        let Some((id, sort_key)) = read_key(project, &item) else {
            return;
        };
        let told = if sort_key == OBJECT_ITEM {
            read_organization(project, &item).map(Told::Object)
        } else {
            read_counter(&item).map(Told::Counter)
        };
        match told {
            Ok(Told::Object(organization)) => {
                self.organizations.insert(id, with_text(organization, item));
            }
            Ok(Told::Counter(count)) => {
                self.verified_members.insert(id, count);
            }
            Err(Damage(reason)) => {
                let key = format!("{}#{sort_key}", organization_partition(project, &id));
                pass_over(TABLE, &key, Some(&id), &reason);
                self.damaged.insert(id);
            }
        }
    }

    /// Adds a batch. One by one: `append` would build everything anew for each batch.
    fn merge(&mut self, other: Self) {
        self.organizations.extend(other.organizations);
        self.damaged.extend(other.damaged);
        self.verified_members.extend(other.verified_members);
    }
}

fn batches(mut keys: impl Iterator<Item = Item>) -> Vec<Vec<Item>> {
    let next =
        || Some(keys.by_ref().take(KEYS_PER_BATCH).collect()).filter(|batch: &Vec<_>| !batch.is_empty());
    iter::from_fn(next).collect()
}

fn read_key<'i>(project: &ProjectId, item: &'i Item) -> Option<(OrganizationId, &'i str)> {
    let id = name_of_partition(item.get(ORGANIZATION)?.as_s().ok()?, project)?;
    Some((OrganizationId::parse(id).ok()?, item.get(ITEM)?.as_s().ok()?))
}

impl OrganizationReads for DynamoDb {
    async fn organizations(
        &self,
        project: &ProjectId,
        wanted: &OrganizationsWanted,
    ) -> Result<FoundOrganizations, StoreError> {
        let objects = wanted.organizations.iter().map(|id| organization_key(project, id));
        let counters = wanted.counted.iter().map(|id| counter_key(project, id, &wanted.domain));
        stream::iter(batches(objects.chain(counters)))
            .map(async |keys| {
                let mut found = FoundOrganizations::default();
                for item in batch_get(&self.client, &self.tables.organizations, keys).await? {
                    found.add(project, item);
                }
                Ok(found)
            })
            .buffer_unordered(PARALLEL)
            .try_fold(FoundOrganizations::default(), async |mut all, batch| {
                all.merge(batch);
                Ok(all)
            })
            .await
    }
}
