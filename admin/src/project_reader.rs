//! Reads for operators: scans of a whole project, and lookups that the function does not need.

mod member_index;
mod people_at_domain;
mod scan;

use std::collections::BTreeMap;

use aws_sdk_dynamodb::Client;

pub use member_index::OrganizationMembers;
pub use people_at_domain::People;
pub use scan::{Scan, ScannedMember};

use crate::{
    WriteError,
    consistency::{self, CheckReport},
    project_tables::ProjectTables,
    stored_items::{StoredMembers, StoredOrganizations, StoredSessions, member_by_id},
    tables::SESSIONS_BY_MEMBER,
};
use org_discovery::{
    domain::{EmailDomain, Member, MemberId, Organization, OrganizationId, ProjectId, Session, Timestamp},
    store::{
        StoreError,
        dynamodb::{
            DynamoDb, Items, TableNames,
            items::{
                attributes::text,
                organizations,
                sessions::{member_index_key, read_any_session},
                slugs::SlugKey,
            },
        },
    },
};

/// The sessions of a Member.
#[derive(Debug, Clone, Default)]
pub struct MemberSessions {
    /// The sessions that can be parsed, ordered by expiry.
    pub sessions: Vec<Session>,
    /// The number of damaged session items.
    pub damaged_items: usize,
}

/// Reads a project for operators.
#[derive(Debug, Clone)]
pub struct ProjectReader {
    tables: ProjectTables,
}

impl ProjectReader {
    /// Creates a reader of `project` in `tables`.
    #[must_use]
    pub fn new(client: Client, tables: TableNames, project: ProjectId) -> Self {
        Self::from_tables(ProjectTables { client, names: tables, project })
    }

    pub(crate) fn from_tables(tables: ProjectTables) -> Self {
        Self { tables }
    }

    /// Returns the function's reads on the same tables.
    #[must_use]
    pub fn reads(&self) -> DynamoDb {
        self.tables.reads()
    }

    /// Returns the project's id.
    #[must_use]
    pub fn project(&self) -> &ProjectId {
        &self.tables.project
    }

    /// Scans all organizations, in no particular order.
    #[must_use]
    pub fn all_organizations(&self) -> Scan<Organization> {
        self.organizations_after(None)
    }

    /// Scans the organizations in the same order as [`Self::all_organizations`], after the organization `after`.
    #[must_use]
    pub fn organizations_after(&self, after: Option<&OrganizationId>) -> Scan<Organization> {
        Scan::organizations(&self.tables, after)
    }

    /// Scans all Members, including deleted ones, in no particular order.
    #[must_use]
    pub fn all_members(&self) -> Scan<ScannedMember> {
        Scan::members(&self.tables)
    }

    /// Returns the organization with this id.
    ///
    /// # Errors
    /// [`StoreError`].
    pub async fn organization(&self, id: &OrganizationId) -> Result<Option<Organization>, StoreError> {
        Ok(StoredOrganizations(&self.tables).get(id).await?.map(|stored| stored.organization))
    }

    /// Returns the id of the organization with this slug, ignoring case.
    ///
    /// # Errors
    /// [`StoreError`].
    pub async fn organization_of_slug(&self, slug: &str) -> Result<Option<OrganizationId>, StoreError> {
        match SlugKey::of(slug) {
            Some(slug) => StoredOrganizations(&self.tables).owner_of_slug(&slug).await,
            None => Ok(None),
        }
    }

    /// Returns the Member with this id, deleted or not.
    ///
    /// # Errors
    /// [`WriteError::Store`], or [`WriteError::Contended`] if other writers keep moving the Member.
    pub async fn member(&self, id: &MemberId) -> Result<Option<Member>, WriteError> {
        let Some(location) = StoredMembers(&self.tables).location_of(id).await? else {
            return Ok(None);
        };
        let stored = member_by_id(&self.tables, &location.organization_id, id).await?;
        Ok(stored.map(|stored| stored.member))
    }

    /// Returns the sessions of a Member, each once. They are found through an eventually consistent index.
    ///
    /// # Errors
    /// [`StoreError`].
    pub async fn member_sessions(&self, member: &MemberId) -> Result<MemberSessions, StoreError> {
        let partition = member_index_key(&self.tables.project, member);
        let table = &self.tables.names.sessions;
        let mut found = MemberSessions::default();
        for hash in self.tables.sort_keys_in(table, SESSIONS_BY_MEMBER, &partition).await? {
            let Some(item) = StoredSessions(&self.tables).item(&hash).await? else {
                continue;
            };
            match read_any_session(&item) {
                // A member session has two equal items.
                Ok(session) if found.sessions.contains(&session) => {}
                Ok(session) => found.sessions.push(session),
                Err(_) => found.damaged_items += 1,
            }
        }
        found.sessions.sort_by_key(|session| session.expires_at);
        Ok(found)
    }

    /// Checks the derived items of the project against their source items, as [`Consistency::check`] does. Reads only.
    ///
    /// # Errors
    /// [`StoreError`] if a table cannot be read.
    ///
    /// [`Consistency::check`]: crate::consistency::Consistency::check
    pub async fn check(&self, now: Timestamp) -> Result<CheckReport, StoreError> {
        consistency::check(&self.tables, now).await
    }

    /// Returns the verified-member counter of `domain` for each organization where it is not zero.
    ///
    /// # Errors
    /// [`StoreError`]. Damaged counters are skipped.
    pub async fn verified_members_of(
        &self,
        domain: &EmailDomain,
    ) -> Result<BTreeMap<OrganizationId, u64>, StoreError> {
        let scan = self
            .tables
            .scan_request(&self.tables.names.organizations, organizations::ORGANIZATION)
            .filter_expression("begins_with(#partition, :project) AND #item = :counter")
            .expression_attribute_names("#item", organizations::RECORD)
            .expression_attribute_values(":counter", text(organizations::counter_sort_key(domain)));
        let mut items = Items::of_scan(scan);
        let mut counts = BTreeMap::new();
        while let Some(item) = items.next().await {
            let count = organizations::read_count(&self.tables.project, &item?);
            counts.extend(count.filter(|(_, count)| *count > 0));
        }
        Ok(counts)
    }
}
