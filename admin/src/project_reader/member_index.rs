//! The Members of one organization, found through the index `members-by-organization`, which is eventually consistent.

use std::{collections::VecDeque, fmt};

use aws_sdk_dynamodb::types::Select;
use futures_util::{Stream, stream};

use super::ProjectReader;
use crate::{
    project_tables::ProjectTables,
    tables::{IndexDefinition, MEMBERS_BY_ORGANIZATION},
};
use org_discovery::{
    domain::{Member, MemberId, OrganizationId},
    store::{
        StoreError,
        dynamodb::{
            Items, KEYS_PER_BATCH, batch_get, count_reads,
            items::{
                attributes::{Item, text},
                members::{
                    ADDRESS, ORGANIZATION_ID, TABLE, member_key, organization_index_key, partition_of,
                    read_member,
                },
            },
            query_partition, store_error,
        },
    },
};

/// A stream of the Members of an organization, including deleted ones, ordered by id within each batch of reads.
pub struct OrganizationMembers {
    tables: ProjectTables,
    index: Items,
    /// The Members of the last batch that were not returned yet.
    ready: VecDeque<Result<Member, StoreError>>,
}

impl fmt::Debug for OrganizationMembers {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("OrganizationMembers").finish_non_exhaustive()
    }
}

impl OrganizationMembers {
    /// Returns the next Member, or `None` at the end. The stream continues after [`StoreError::Damaged`] and ends after
    /// any other error.
    pub async fn next(&mut self) -> Option<Result<Member, StoreError>> {
        while self.ready.is_empty() {
            let keys = match self.next_keys().await {
                Ok(keys) if keys.is_empty() => return None,
                Ok(keys) => keys,
                Err(error) => return Some(Err(error)),
            };
            match batch_get(&self.tables.client, &self.tables.names.members, keys).await {
                Ok(items) => self.ready = self.read(&items).into(),
                Err(error) => return Some(Err(error)),
            }
        }
        self.ready.pop_front()
    }

    /// Returns the Members as a stream.
    pub fn into_stream(self) -> impl Stream<Item = Result<Member, StoreError>> {
        stream::unfold(self, |mut members| async move { Some((members.next().await?, members)) })
    }

    /// Returns the keys of the next batch.
    async fn next_keys(&mut self) -> Result<Vec<Item>, StoreError> {
        let mut keys = Vec::with_capacity(KEYS_PER_BATCH);
        while keys.len() < KEYS_PER_BATCH {
            let Some(item) = self.index.next().await else {
                break;
            };
            let mut key = item?;
            key.retain(|name, _| name == ADDRESS || name == ORGANIZATION_ID);
            keys.push(key);
        }
        Ok(keys)
    }

    fn read(&self, items: &[Item]) -> Vec<Result<Member, StoreError>> {
        let read = |item: &Item| {
            read_member(&self.tables.project, item)
                .map_err(|damage| damage.of_item(TABLE, partition_of(item)))
        };
        let mut members: Vec<_> = items.iter().map(read).collect();
        // `BatchGetItem` returns items in no particular order.
        members.sort_by(|a, b| id_of(a).cmp(&id_of(b)));
        members
    }
}

fn id_of(member: &Result<Member, StoreError>) -> Option<&MemberId> {
    member.as_ref().ok().map(|member| &member.member_id)
}

impl ProjectReader {
    /// Returns the Members of an organization, including deleted ones, from the beginning or after a Member.
    #[must_use]
    pub fn members_of(&self, organization: &OrganizationId, after: Option<&Member>) -> OrganizationMembers {
        let partition = organization_index_key(&self.tables.project, organization);
        let IndexDefinition { name, partition_key, .. } = MEMBERS_BY_ORGANIZATION;
        let members = &self.tables.names.members;
        let query = query_partition(&self.tables.client, members, partition_key, &partition).index_name(name);
        let index = match after {
            Some(member) => Items::of_query(query).after(self.index_key(member)),
            None => Items::of_query(query),
        };
        OrganizationMembers { tables: self.tables.clone(), index, ready: VecDeque::new() }
    }

    /// Returns the key of a Member in the index: the keys of the table and of the index.
    fn index_key(&self, member: &Member) -> Item {
        let project = &self.tables.project;
        let mut key = member_key(project, &member.email_address, &member.organization_id);
        let partition = organization_index_key(project, &member.organization_id);
        key.insert(MEMBERS_BY_ORGANIZATION.partition_key.to_owned(), text(partition));
        key.insert(MEMBERS_BY_ORGANIZATION.sort_key.to_owned(), text(member.member_id.as_str()));
        key
    }

    /// Returns the ids of an organization's Members, including deleted ones, without reading the Members.
    ///
    /// # Errors
    /// [`StoreError`].
    pub async fn member_ids_of(&self, organization: &OrganizationId) -> Result<Vec<MemberId>, StoreError> {
        let partition = organization_index_key(&self.tables.project, organization);
        let table = &self.tables.names.members;
        let ids = self.tables.sort_keys_in(table, MEMBERS_BY_ORGANIZATION, &partition).await?;
        Ok(ids.iter().filter_map(|id| MemberId::parse(id).ok()).collect())
    }

    /// Counts the Members of an organization, including deleted ones, without reading them.
    ///
    /// # Errors
    /// [`StoreError`].
    pub async fn count_members(&self, organization: &OrganizationId) -> Result<u64, StoreError> {
        let partition = organization_index_key(&self.tables.project, organization);
        let IndexDefinition { name, partition_key, .. } = MEMBERS_BY_ORGANIZATION;
        let members = &self.tables.names.members;
        let query = query_partition(&self.tables.client, members, partition_key, &partition)
            .index_name(name)
            .select(Select::Count);
        let (mut count, mut start) = (0, None);
        loop {
            let page = query.clone().set_exclusive_start_key(start).send().await;
            let page = page.map_err(|error| store_error(&error))?;
            count_reads(page.consumed_capacity.as_slice());
            count += u64::try_from(page.count).unwrap_or_default();
            start = page.last_evaluated_key;
            if start.is_none() {
                return Ok(count);
            }
        }
    }
}
