//! The plan of a write of an organization: the changes of the object, the joinable edges and the slug.

use super::slug_change::SlugChange;
use crate::{
    stored_items::{Edges, StoredOrganization},
    transactions::ITEMS_PER_TRANSACTION,
};
use org_discovery::{
    domain::{Organization, OrganizationId, Revision},
    store::JoinableEdge,
};

/// The change from the stored organization to the next one.
pub(super) struct Rewrite {
    pub(super) id: OrganizationId,
    pub(super) prior: Option<StoredOrganization>,
    pub(super) next: Option<Organization>,
    pub(super) put: Edges,
    pub(super) delete: Edges,
    pub(super) slugs: SlugChange,
}

fn edges_of(organization: Option<&Organization>) -> Edges {
    let edges = organization.map(JoinableEdge::of).unwrap_or_default();
    edges.iter().map(ToString::to_string).collect()
}

impl Rewrite {
    /// Plans to create or replace an organization.
    pub(super) fn put(prior: Option<StoredOrganization>, next: Organization, slugs: SlugChange) -> Self {
        Self::new(next.organization_id.clone(), prior, Some(next), slugs)
    }

    /// Plans to delete an organization.
    pub(super) fn delete(prior: StoredOrganization, slugs: SlugChange) -> Self {
        Self::new(prior.organization.organization_id.clone(), Some(prior), None, slugs)
    }

    fn new(
        id: OrganizationId,
        prior: Option<StoredOrganization>,
        next: Option<Organization>,
        slugs: SlugChange,
    ) -> Self {
        let (before, after) = (edges_of(prior.as_ref().map(|p| &p.organization)), edges_of(next.as_ref()));
        let pending = prior.as_ref().map(|p| p.pending_edges.clone()).unwrap_or_default();
        let put = after.iter().filter(|edge| !pending.is_empty() || !before.contains(*edge)).cloned();
        let put = put.collect();
        let delete = before.union(&pending).filter(|edge| !after.contains(*edge)).cloned().collect();
        Self { id, prior, next, put, delete, slugs }
    }

    /// Returns the revision of the stored organization, if there is one.
    pub(super) fn revision(&self) -> Option<&Revision> {
        self.prior.as_ref().map(|prior| &prior.revision)
    }

    /// Returns true if one transaction is enough.
    pub(super) fn fits_one_transaction(&self) -> bool {
        self.put.len() + self.delete.len() + self.slugs.len() < ITEMS_PER_TRANSACTION
    }

    /// Returns every edge that this rewrite may change.
    pub(super) fn changing_edges(&self) -> Edges {
        self.put.union(&self.delete).cloned().collect()
    }
}
