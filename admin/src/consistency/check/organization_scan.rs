//! A scan of all organizations, including damaged ones.

use std::collections::HashSet;

use crate::{fingerprint, project_tables::ProjectTables, stored_items::StoredOrganization};
use org_discovery::{
    domain::{OrganizationId, ProjectId},
    store::{
        StoreError,
        dynamodb::{
            Items,
            items::{
                attributes::{Damage, Item},
                organizations::{ORGANIZATION, is_object},
                project_prefix::strip_project_prefix,
            },
        },
    },
};

/// The stream of all organizations.
pub(super) struct OrganizationScan<'t> {
    project: &'t ProjectId,
    items: Items,
}

/// An organization item, with the parsed organization or the reason why it cannot be parsed.
pub(super) struct ScannedOrganization {
    pub(super) item: Item,
    pub(super) read: Result<StoredOrganization, Damage>,
}

impl<'t> OrganizationScan<'t> {
    pub(super) fn new(tables: &'t ProjectTables) -> Self {
        let items = tables.scan(&tables.names.organizations, ORGANIZATION);
        Self { project: &tables.project, items }
    }

    /// Returns the next organization, or `None` at the end.
    pub(super) async fn next(&mut self) -> Option<Result<ScannedOrganization, StoreError>> {
        loop {
            let item = match self.items.next().await? {
                Ok(item) => item,
                Err(error) => return Some(Err(error)),
            };
            if is_object(&item) {
                // An organization without a revision cannot be updated, so it counts as damaged.
                let read = StoredOrganization::read(self.project, &item);
                return Some(Ok(ScannedOrganization { item, read }));
            }
        }
    }
}

/// Fingerprints of the ids of all existing organizations, including damaged ones.
#[derive(Default)]
pub(super) struct KnownOrganizations(HashSet<u64>);

impl KnownOrganizations {
    pub(super) fn add(&mut self, id: &OrganizationId) {
        self.0.insert(fingerprint(id.as_str()));
    }

    pub(super) fn contains(&self, id: &OrganizationId) -> bool {
        self.0.contains(&fingerprint(id.as_str()))
    }
}

/// Returns the id of the organization in whose partition an item of the `organizations` table is stored.
pub(in crate::consistency) fn organization_of(project: &ProjectId, item: &Item) -> Option<OrganizationId> {
    let id = strip_project_prefix(item.get(ORGANIZATION)?.as_s().ok()?, project)?;
    OrganizationId::parse(id).ok()
}
