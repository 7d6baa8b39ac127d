//! Reads organizations and counters with `BatchGetItem`.

use std::iter;

use futures_util::{StreamExt, TryStreamExt, stream};

use super::super::{
    DynamoDb,
    batch_get::{KEYS_PER_BATCH, batch_get},
    failure::pass_over,
    items::{
        attributes::{Damage, Item},
        object::with_text,
        organizations::{
            OBJECT_ITEM, TABLE, counter_key, organization_key, organization_partition, read_counter,
            read_key, read_organization,
        },
    },
};
use crate::{
    domain::{Organization, ProjectId},
    store::{FoundOrganizations, OrganizationReads, OrganizationsWanted, StoreError},
};

/// Batches under way at once.
const PARALLEL: usize = 8;

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
