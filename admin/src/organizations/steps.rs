//! Commits a write of an organization, in one transaction or in several steps.
//!
//! One transaction is nearly always enough. An organization with more domains and tenants than fit into one transaction
//! is written in steps. The first step stores every edge that may change as pending in the organization item. While
//! edges are pending, the next write of the organization puts all its edges again. Each step requires the revision that
//! the previous step wrote, so a writer that lost a race cannot continue. An interruption never admits a person whom
//! the settings exclude, because readers decide by the object; a stale edge only costs them a read.

use super::rewrite::Rewrite;
use crate::{
    WriteError,
    project_tables::ProjectTables,
    stamps::Stamps,
    stored_items::{Edges, at_organization_revision, organization_item_at},
    transactions::{Committed, ITEMS_PER_TRANSACTION, Transaction},
};
use org_discovery::{
    domain::{Organization, Revision},
    store::dynamodb::items::{
        joinable::{edge_item, edge_key},
        organizations::organization_key,
    },
};

/// Commits `rewrite`.
pub(super) async fn commit(
    tables: &ProjectTables,
    stamps: Stamps<'_>,
    rewrite: &Rewrite,
) -> Result<Committed, WriteError> {
    let steps = Steps { tables, stamps, rewrite };
    if rewrite.fits_one_transaction() { steps.commit_at_once().await } else { steps.commit_in_steps().await }
}

/// The transactions of one rewrite.
struct Steps<'s> {
    tables: &'s ProjectTables,
    stamps: Stamps<'s>,
    rewrite: &'s Rewrite,
}

impl Steps<'_> {
    async fn commit_at_once(&self) -> Result<Committed, WriteError> {
        let rewrite = self.rewrite;
        let mut transaction = self.edge_changes(&rewrite.put, &rewrite.delete);
        rewrite.slugs.add_to(&mut transaction, self.tables, &rewrite.id);
        let next = rewrite.next.as_ref();
        self.change_object(&mut transaction, rewrite.revision(), next, &Edges::new())?;
        transaction.commit(&self.tables.client).await
    }

    /// Stores the pending edges, puts the new edges, changes the object, deletes the stale edges, and clears the
    /// pending edges. A deletion does not change the object, but removes it at the end. The slug changes together with
    /// the object.
    async fn commit_in_steps(&self) -> Result<Committed, WriteError> {
        let rewrite = self.rewrite;
        let changing = rewrite.changing_edges();
        let mut revision = rewrite.revision().cloned();
        let before = rewrite.prior.as_ref().map(|prior| &prior.organization).or(rewrite.next.as_ref());
        let (is_new, is_deleted) = (rewrite.prior.is_none(), rewrite.next.is_none());
        let steps = [
            (before, is_new, &rewrite.put, &Edges::new()),
            (rewrite.next.as_ref().or(before), !is_new && !is_deleted, &Edges::new(), &rewrite.delete),
        ];
        for (object, changes_object, put, delete) in steps {
            let mut transaction = Transaction::default();
            if changes_object {
                rewrite.slugs.add_to(&mut transaction, self.tables, &rewrite.id);
            }
            let next_revision = self.change_object(&mut transaction, revision.as_ref(), object, &changing)?;
            if transaction.commit(&self.tables.client).await? == Committed::Conflict {
                return Ok(Committed::Conflict);
            }
            if self.change_edges(&next_revision, put, delete).await? == Committed::Conflict {
                return Ok(Committed::Conflict);
            }
            revision = Some(next_revision);
        }
        let mut last = Transaction::default();
        if is_deleted {
            rewrite.slugs.add_to(&mut last, self.tables, &rewrite.id);
        }
        self.change_object(&mut last, revision.as_ref(), rewrite.next.as_ref(), &Edges::new())?;
        last.commit(&self.tables.client).await
    }

    /// Puts and deletes edges in as many transactions as needed, all at the same revision of the object.
    async fn change_edges(
        &self,
        revision: &Revision,
        put: &Edges,
        delete: &Edges,
    ) -> Result<Committed, WriteError> {
        let all: Vec<(&String, bool)> =
            put.iter().map(|e| (e, true)).chain(delete.iter().map(|e| (e, false))).collect();
        for batch in all.chunks(ITEMS_PER_TRANSACTION - 1) {
            let part = |is_put: bool| {
                batch.iter().filter(|(_, put)| *put == is_put).map(|(e, _)| (*e).clone()).collect()
            };
            let mut transaction = self.edge_changes(&part(true), &part(false));
            let key = organization_key(&self.tables.project, &self.rewrite.id);
            let unchanged = at_organization_revision(Some(revision));
            transaction.check(&self.tables.names.organizations, key, &unchanged);
            if transaction.commit(&self.tables.client).await? == Committed::Conflict {
                return Ok(Committed::Conflict);
            }
        }
        Ok(Committed::Yes)
    }

    fn edge_changes(&self, put: &Edges, delete: &Edges) -> Transaction {
        let (table, project, id) = (&self.tables.names.joinable, &self.tables.project, &self.rewrite.id);
        let mut transaction = Transaction::default();
        for edge in put {
            transaction.put(table, edge_item(project, edge, id), None);
        }
        for edge in delete {
            transaction.delete(table, edge_key(project, edge, id), None);
        }
        transaction
    }

    /// Puts `object`, or deletes it if `None`, on the condition that the item is still at `revision` (`None`: still
    /// absent). Returns the next revision of the item.
    fn change_object(
        &self,
        transaction: &mut Transaction,
        revision: Option<&Revision>,
        object: Option<&Organization>,
        pending: &Edges,
    ) -> Result<Revision, WriteError> {
        let (table, project) = (&self.tables.names.organizations, &self.tables.project);
        let next = self.stamps.revision();
        let unchanged = at_organization_revision(revision);
        if let Some(object) = object {
            let item = organization_item_at(project, object, &next, pending)?;
            transaction.put(table, item, Some(&unchanged));
        } else {
            transaction.delete(table, organization_key(project, &self.rewrite.id), Some(&unchanged));
        }
        Ok(next)
    }
}
