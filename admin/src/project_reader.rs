//! Reads for operators: scans over a whole project, and look-ups that the function never needs.

use std::collections::BTreeMap;

use aws_sdk_dynamodb::{Client, operation::scan::builders::ScanFluentBuilder};

use org_discovery::store::dynamodb::{
    DynamoDb, Items, TableNames,
    items::{
        attributes::{Damage, Item, text},
        members::{self, MemberItemKind},
        organizations,
        slugs::{SlugKey, read_slug, slug_key},
    },
    store_error,
};
use org_discovery::{
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
pub(crate) fn under_project(
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

/// Reads of one project that only operators make.
#[derive(Debug, Clone)]
pub struct ProjectReader {
    client: Client,
    tables: TableNames,
    project: ProjectId,
}

impl ProjectReader {
    /// Reads `project` from `tables` through `client`.
    #[must_use]
    pub fn new(client: Client, tables: TableNames, project: ProjectId) -> Self {
        Self { client, tables, project }
    }

    /// Returns the function's own reads over the same tables.
    #[must_use]
    pub fn reads(&self) -> DynamoDb {
        DynamoDb::new(self.client.clone(), self.tables.clone())
    }

    /// Returns the project's id.
    #[must_use]
    pub fn project(&self) -> &ProjectId {
        &self.project
    }

    /// Every organization, in no order.
    #[must_use]
    pub fn every_organization(&self) -> Scan<Organization> {
        let key = organizations::ORGANIZATION;
        let scan = under_project(&self.client, &self.tables.organizations, key, &self.project);
        Scan {
            items: Items::of_scan(scan),
            table: organizations::TABLE,
            partition_key: key,
            project: self.project.clone(),
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
        domain: &EmailDomain,
    ) -> Result<BTreeMap<OrganizationId, u64>, StoreError> {
        let key = organizations::ORGANIZATION;
        let scan = under_project(&self.client, &self.tables.organizations, key, &self.project)
            .filter_expression("begins_with(#partition, :project) AND #item = :counter")
            .expression_attribute_names("#item", organizations::ITEM)
            .expression_attribute_values(":counter", text(organizations::counter_sort_key(domain)));
        let mut items = Items::of_scan(scan);
        let mut counts = BTreeMap::new();
        while let Some(item) = items.next().await {
            let item = item?;
            counts.extend(organizations::read_count(&self.project, &item).filter(|(_, count)| *count > 0));
        }
        Ok(counts)
    }

    /// Every Member, deleted ones too, in no order.
    #[must_use]
    pub fn every_member(&self) -> Scan<Member> {
        let key = members::ADDRESS;
        let scan = under_project(&self.client, &self.tables.members, key, &self.project);
        Scan {
            items: Items::of_scan(scan),
            table: members::TABLE,
            partition_key: key,
            project: self.project.clone(),
            read: |project, item| {
                (members::kind_of(item) == MemberItemKind::Member)
                    .then(|| members::read_member(project, item))
            },
        }
    }

    /// Returns the id of the organization with this slug, which is compared without regard to case.
    ///
    /// # Errors
    /// [`StoreError`].
    pub async fn organization_of_slug(&self, slug: &str) -> Result<Option<OrganizationId>, StoreError> {
        match SlugKey::of(slug) {
            Some(slug) => self.slug_owner(&slug).await,
            None => Ok(None),
        }
    }

    pub(crate) async fn slug_owner(&self, slug: &SlugKey) -> Result<Option<OrganizationId>, StoreError> {
        let request = self
            .client
            .get_item()
            .table_name(&self.tables.organizations)
            .set_key(Some(slug_key(&self.project, slug)))
            .consistent_read(true);
        let found = request.send().await.map_err(|error| store_error(&error))?.item;
        let read = found.as_ref().map(|item| read_slug(&self.project, item)).transpose();
        let read = read.map_err(|damage| damage.of_item(organizations::TABLE, slug.as_str()))?;
        Ok(read.map(|(_, organization)| organization))
    }
}
