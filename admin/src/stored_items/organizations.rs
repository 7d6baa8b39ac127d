//! Stored organizations and slug items.

use std::collections::BTreeSet;

use aws_sdk_dynamodb::types::AttributeValue;

use crate::{
    WriteError,
    project_tables::ProjectTables,
    transactions::{Condition, invalid_item},
};
use org_discovery::{
    domain::{Organization, OrganizationId, ProjectId, Revision},
    store::{
        StoreError,
        dynamodb::items::{
            attributes::{Attributes, Damage, Item, text},
            organizations::{
                ORGANIZATION, PENDING_EDGES, REVISION, TABLE, organization_item, organization_key,
                read_organization,
            },
            slugs::{SlugKey, read_slug, slug_key},
        },
    },
};

/// Joinable edges, formatted as in keys.
pub(crate) type Edges = BTreeSet<String>;

/// A stored organization.
#[derive(Debug, Clone)]
pub(crate) struct StoredOrganization {
    pub(crate) organization: Organization,
    /// The revision of the item.
    pub(crate) revision: Revision,
    /// The edges that an interrupted write may have left extra or missing.
    pub(crate) pending_edges: Edges,
}

impl StoredOrganization {
    /// Parses an organization item.
    pub(crate) fn read(project: &ProjectId, item: &Item) -> Result<Self, Damage> {
        let attributes = Attributes::of(item)?;
        Ok(Self {
            organization: read_organization(project, item)?,
            revision: attributes.parsed(REVISION, Revision::parse)?,
            pending_edges: attributes.texts(PENDING_EDGES)?.into_iter().map(str::to_owned).collect(),
        })
    }
}

/// Returns the condition that an organization item still has this revision, or is still absent.
pub(crate) fn at_organization_revision(revision: Option<&Revision>) -> Condition<'static> {
    match revision {
        None => Condition::Absent(ORGANIZATION),
        Some(revision) => Condition::Equal(REVISION, text(revision.as_str())),
    }
}

/// Returns the item of an organization with a revision and pending edges.
pub(crate) fn organization_item_at(
    project: &ProjectId,
    organization: &Organization,
    revision: &Revision,
    pending_edges: &Edges,
) -> Result<Item, WriteError> {
    let mut item = organization_item(project, organization, revision).map_err(invalid_item)?;
    if !pending_edges.is_empty() {
        let edges = pending_edges.iter().map(text).collect();
        item.insert(PENDING_EDGES.to_owned(), AttributeValue::L(edges));
    }
    Ok(item)
}

/// Consistent reads of the `organizations` table.
#[derive(Debug, Clone, Copy)]
pub(crate) struct StoredOrganizations<'t>(pub(crate) &'t ProjectTables);

impl StoredOrganizations<'_> {
    /// Returns the organization with this id.
    pub(crate) async fn get(self, id: &OrganizationId) -> Result<Option<StoredOrganization>, StoreError> {
        let found = self.0.get(&self.0.names.organizations, organization_key(&self.0.project, id)).await?;
        let stored = found.as_ref().map(|item| StoredOrganization::read(&self.0.project, item)).transpose();
        stored.map_err(|damage| damage.of_item(TABLE, id.as_str()))
    }

    /// Returns the organization that a slug item names.
    pub(crate) async fn owner_of_slug(self, slug: &SlugKey) -> Result<Option<OrganizationId>, StoreError> {
        let found = self.0.get(&self.0.names.organizations, slug_key(&self.0.project, slug)).await?;
        let read = found.as_ref().map(|item| read_slug(&self.0.project, item)).transpose();
        let read = read.map_err(|damage| damage.of_item(TABLE, slug.as_str()))?;
        Ok(read.map(|(_, organization)| organization))
    }
}
