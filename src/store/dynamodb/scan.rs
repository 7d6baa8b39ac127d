//! Everything that a project has, for operators. The function itself never scans.

use std::collections::BTreeMap;

use aws_sdk_dynamodb::{Client, operation::scan::builders::ScanFluentBuilder};

use super::{
    DynamoDb,
    item::{Damage, Item, text},
    members::{self, MemberItemKind},
    organizations,
    pages::Items,
};
use crate::{
    domain::{EmailDomain, Member, Organization, OrganizationId, ProjectId},
    store::StoreError,
};

/// A stream of `T`, read page by page: memory does not grow with the table.
pub struct Scan<T> {
    items: Items,
    table: &'static str,
    partition_key: &'static str,
    project: ProjectId,
    read: fn(&ProjectId, &Item) -> Option<Result<T, Damage>>,
}

impl<T> std::fmt::Debug for Scan<T> {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Scan").field("table", &self.table).finish_non_exhaustive()
    }
}

impl<T> Scan<T> {
    /// The next one; `None` at the end. After [`StoreError::Damaged`] the stream goes on, after any other error it is over.
    pub async fn next(&mut self) -> Option<Result<T, StoreError>> {
        loop {
            let item = match self.items.next().await? {
                Ok(item) => item,
                Err(error) => return Some(Err(error)),
            };
            if let Some(read) = (self.read)(&self.project, &item) {
                return Some(read.map_err(|damage| damage.of_item(self.table, self.partition(&item))));
            }
        }
    }

    fn partition<'i>(&self, item: &'i Item) -> &'i str {
        item.get(self.partition_key).and_then(|key| key.as_s().ok()).map_or("", String::as_str)
    }
}

/// Everything in `table` whose attribute `key` begins with the project's id, read consistently.
pub(super) fn under_project(
    client: &Client,
    table: &str,
    key: &str,
    project: &ProjectId,
) -> ScanFluentBuilder {
    client
        .scan()
        .table_name(table)
        .consistent_read(true)
        .filter_expression("begins_with(#partition, :project)")
        .expression_attribute_names("#partition", key)
        .expression_attribute_values(":project", text(format!("{project}#")))
}

impl DynamoDb {
    /// Every organization, in no order.
    #[must_use]
    pub fn every_organization(&self, project: &ProjectId) -> Scan<Organization> {
        let key = organizations::ORGANIZATION;
        let scan = under_project(&self.client, &self.tables.organizations, key, project);
        Scan {
            items: Items::of_scan(scan),
            table: organizations::TABLE,
            partition_key: key,
            project: project.clone(),
            read: |project, item| {
                organizations::is_object(item).then(|| organizations::read_organization(project, item))
            },
        }
    }

    /// How many active, verified Members of `domain` each organization counts, where there are any.
    ///
    /// # Errors
    /// [`StoreError`]; damaged counters are passed over.
    pub async fn verified_members_of(
        &self,
        project: &ProjectId,
        domain: &EmailDomain,
    ) -> Result<BTreeMap<OrganizationId, u64>, StoreError> {
        let key = organizations::ORGANIZATION;
        let scan = under_project(&self.client, &self.tables.organizations, key, project)
            .filter_expression("begins_with(#partition, :project) AND #item = :counter")
            .expression_attribute_names("#item", organizations::ITEM)
            .expression_attribute_values(":counter", text(organizations::counter_sort_key(domain)));
        let mut items = Items::of_scan(scan);
        let mut counts = BTreeMap::new();
        while let Some(item) = items.next().await {
            let item = item?;
            counts.extend(organizations::read_count(project, &item).filter(|(_, count)| *count > 0));
        }
        Ok(counts)
    }

    /// Every Member, deleted ones too, in no order.
    #[must_use]
    pub fn every_member(&self, project: &ProjectId) -> Scan<Member> {
        let key = members::ADDRESS;
        let scan = under_project(&self.client, &self.tables.members, key, project);
        Scan {
            items: Items::of_scan(scan),
            table: members::TABLE,
            partition_key: key,
            project: project.clone(),
            read: |project, item| {
                (members::kind_of(item) == MemberItemKind::Member)
                    .then(|| members::read_member(project, item))
            },
        }
    }
}
