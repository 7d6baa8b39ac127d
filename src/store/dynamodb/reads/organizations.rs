//! Reads organizations and verified-member counters with `BatchGetItem`.

use futures_util::{StreamExt, TryStreamExt, stream};

use super::super::{
    DynamoDb,
    batch_get::{KEYS_PER_BATCH, batch_get},
    failure::skip_damaged_item,
    items::{
        attributes::{Damage, Item},
        checksummed_object::with_text,
        organizations::{
            OBJECT_RECORD, TABLE, counter_key, organization_key, organization_partition, read_counter,
            read_key, read_organization,
        },
    },
};
use crate::{
    domain::{Organization, ProjectId},
    store::{FoundOrganizations, OrganizationReads, OrganizationsToRead, StoreError},
};

/// The maximum number of concurrent batches.
const MAX_CONCURRENT_READS: usize = 8;

/// An item of the `organizations` table.
#[expect(
    clippy::large_enum_variant,
    reason = "values are short-lived, so boxing would only add an allocation"
)]
enum ParsedItem {
    Object(Organization),
    Counter(u64),
}

impl FoundOrganizations {
    fn add(&mut self, project: &ProjectId, item: Item) {
        let Some((id, sort_key)) = read_key(project, &item) else {
            return;
        };
        let parsed = if sort_key == OBJECT_RECORD {
            read_organization(project, &item).map(ParsedItem::Object)
        } else {
            read_counter(&item).map(ParsedItem::Counter)
        };
        match parsed {
            Ok(ParsedItem::Object(organization)) => {
                self.organizations.insert(id, with_text(organization, item));
            }
            Ok(ParsedItem::Counter(count)) => {
                self.verified_members.insert(id, count);
            }
            Err(Damage(reason)) => {
                let key = format!("{}#{sort_key}", organization_partition(project, &id));
                skip_damaged_item(TABLE, &key, Some(&id), &reason);
                self.damaged.insert(id);
            }
        }
    }
}

/// Divides keys into batches for `BatchGetItem`.
fn batches(mut keys: impl Iterator<Item = Item>) -> Vec<Vec<Item>> {
    let mut batches = Vec::new();
    loop {
        let batch: Vec<Item> = keys.by_ref().take(KEYS_PER_BATCH).collect();
        if batch.is_empty() {
            return batches;
        }
        batches.push(batch);
    }
}

impl OrganizationReads for DynamoDb {
    async fn organizations(
        &self,
        project: &ProjectId,
        to_read: &OrganizationsToRead,
    ) -> Result<FoundOrganizations, StoreError> {
        let objects = to_read.organizations.iter().map(|id| organization_key(project, id));
        let counters = to_read.counted.iter().map(|id| counter_key(project, id, &to_read.domain));
        let mut reads = stream::iter(batches(objects.chain(counters)))
            .map(|keys| batch_get(&self.client, &self.tables.organizations, keys))
            .buffer_unordered(MAX_CONCURRENT_READS);
        let mut found = FoundOrganizations::default();
        while let Some(items) = reads.try_next().await? {
            for item in items {
                found.add(project, item);
            }
        }
        Ok(found)
    }
}
