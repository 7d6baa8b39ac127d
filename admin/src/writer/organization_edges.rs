//! An organization's object and its joinable edges, changed together.
//!
//! Nearly always one transaction is enough. An organization with more domains and tenants than a transaction takes is
//! written in steps. The first step marks the organization's item with every edge that may be in motion; while the mark
//! stands, the next write of any kind puts all edges right again. Each step demands the revision that the step before it
//! left, so a writer that was overtaken cannot go on. No order of interruptions can show an organization to anybody whom its
//! settings do not admit, because readers decide on the object; a stale edge costs them a read.

use super::{
    WriteError, Writer,
    slug_change::SlugChange,
    stored_organization::{Edges, StoredOrganization, at_revision},
    transaction::{Committed, ITEMS_PER_TRANSACTION, Transaction},
};
use org_discovery::{
    domain::{Organization, OrganizationId, Stamp},
    store::{
        JoinableEdge,
        dynamodb::items::{
            joinable::{edge_item, edge_key},
            organizations::organization_key,
        },
    },
};

/// From what is stored to what should be.
pub(super) struct Rewrite {
    id: OrganizationId,
    prior: Option<StoredOrganization>,
    next: Option<Organization>,
    put: Edges,
    delete: Edges,
    slugs: SlugChange,
}

fn edges_of(organization: Option<&Organization>) -> Edges {
    let edges = organization.map(JoinableEdge::of).unwrap_or_default();
    edges.iter().map(ToString::to_string).collect()
}

impl Rewrite {
    pub(super) fn put(prior: Option<StoredOrganization>, next: Organization, slugs: SlugChange) -> Self {
        Self::new(next.organization_id.clone(), prior, Some(next), slugs)
    }

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
        let unsettled = prior.as_ref().map(|p| p.unsettled.clone()).unwrap_or_default();
        let settled = unsettled.is_empty();
        let put = after.iter().filter(|edge| !settled || !before.contains(*edge)).cloned().collect();
        let delete = before.union(&unsettled).filter(|edge| !after.contains(*edge)).cloned().collect();
        Self { id, prior, next, put, delete, slugs }
    }

    /// The state that this begins from; none when there is nothing yet.
    fn revision(&self) -> Option<&Stamp> {
        self.prior.as_ref().map(|prior| &prior.revision)
    }

    fn fits_one_transaction(&self) -> bool {
        self.put.len() + self.delete.len() + self.slugs.len() < ITEMS_PER_TRANSACTION
    }

    /// Every edge that this rewrite may touch.
    fn in_motion(&self) -> Edges {
        self.put.union(&self.delete).cloned().collect()
    }
}

impl Writer {
    pub(super) async fn rewrite(&self, rewrite: Rewrite) -> Result<Committed, WriteError> {
        if rewrite.fits_one_transaction() {
            let mut transaction = self.edge_changes(&rewrite.id, &rewrite.put, &rewrite.delete);
            self.add_slug_change(&mut transaction, &rewrite.id, &rewrite.slugs);
            self.object_change(
                &mut transaction,
                &rewrite,
                rewrite.revision(),
                rewrite.next.as_ref(),
                &Edges::new(),
            )?;
            return self.commit(transaction).await;
        }
        self.rewrite_in_steps(&rewrite).await
    }

    /// Mark, put the new edges, change the object, delete the stale edges, remove the mark. A deletion leaves out the
    /// middle step, and removes the object at the end. The slug changes in the step that changes the object.
    async fn rewrite_in_steps(&self, rewrite: &Rewrite) -> Result<Committed, WriteError> {
        let in_motion = rewrite.in_motion();
        let mut revision = rewrite.revision().cloned();
        let before = rewrite.prior.as_ref().map(|prior| &prior.organization).or(rewrite.next.as_ref());
        let (is_new, is_deleted) = (rewrite.prior.is_none(), rewrite.next.is_none());
        let steps = [
            (before, is_new, &rewrite.put, &Edges::new()),
            (rewrite.next.as_ref().or(before), !is_new && !is_deleted, &Edges::new(), &rewrite.delete),
        ];
        for (object, changes_object, put, delete) in steps {
            let mut mark = Transaction::default();
            if changes_object {
                self.add_slug_change(&mut mark, &rewrite.id, &rewrite.slugs);
            }
            let marked = self.object_change(&mut mark, rewrite, revision.as_ref(), object, &in_motion)?;
            if self.commit(mark).await? == Committed::Overtaken {
                return Ok(Committed::Overtaken);
            }
            if self.change_edges(&rewrite.id, &marked, put, delete).await? == Committed::Overtaken {
                return Ok(Committed::Overtaken);
            }
            revision = Some(marked);
        }
        let mut last = Transaction::default();
        if is_deleted {
            self.add_slug_change(&mut last, &rewrite.id, &rewrite.slugs);
        }
        self.object_change(&mut last, rewrite, revision.as_ref(), rewrite.next.as_ref(), &Edges::new())?;
        self.commit(last).await
    }

    async fn change_edges(
        &self,
        id: &OrganizationId,
        revision: &Stamp,
        put: &Edges,
        delete: &Edges,
    ) -> Result<Committed, WriteError> {
        let all: Vec<(&String, bool)> =
            put.iter().map(|e| (e, true)).chain(delete.iter().map(|e| (e, false))).collect();
        for some in all.chunks(ITEMS_PER_TRANSACTION - 1) {
            let part = |wanted: bool| {
                some.iter().filter(|(_, put)| *put == wanted).map(|(e, _)| (*e).clone()).collect()
            };
            let mut transaction = self.edge_changes(id, &part(true), &part(false));
            let unchanged = at_revision(Some(revision));
            transaction.check(&self.tables.organizations, organization_key(&self.project, id), &unchanged);
            if self.commit(transaction).await? == Committed::Overtaken {
                return Ok(Committed::Overtaken);
            }
        }
        Ok(Committed::Yes)
    }

    fn edge_changes(&self, id: &OrganizationId, put: &Edges, delete: &Edges) -> Transaction {
        let mut transaction = Transaction::default();
        for edge in put {
            transaction.put(&self.tables.joinable, edge_item(&self.project, edge, id), None);
        }
        for edge in delete {
            transaction.delete(&self.tables.joinable, edge_key(&self.project, edge, id), None);
        }
        transaction
    }

    /// Puts the object, or deletes it when there is none, if the item is still at `revision` (none: not there). Gives the
    /// revision that the item then has.
    fn object_change(
        &self,
        transaction: &mut Transaction,
        rewrite: &Rewrite,
        revision: Option<&Stamp>,
        object: Option<&Organization>,
        unsettled: &Edges,
    ) -> Result<Stamp, WriteError> {
        let (table, next) = (&self.tables.organizations, self.fresh_stamp());
        let unchanged = at_revision(revision);
        match object {
            Some(organization) => {
                transaction.put(table, self.item_of(organization, &next, unsettled)?, Some(&unchanged));
            }
            None => {
                transaction.delete(table, organization_key(&self.project, &rewrite.id), Some(&unchanged));
            }
        }
        Ok(next)
    }
}
