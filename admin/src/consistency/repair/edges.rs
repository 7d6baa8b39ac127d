//! Repairs of joinable edges.

use super::outcome::RepairOutcome;
use crate::{
    WriteError,
    consistency::check::edges::{edges_of, is_extra},
    organizations::OrganizationWriter,
    project_tables::ProjectTables,
    stamps::Stamps,
    stored_items::{StoredOrganizations, at_organization_revision},
    transactions::Transaction,
};
use org_discovery::{
    domain::{OrganizationId, Timestamp},
    store::dynamodb::items::{
        joinable::{edge_item, edge_key},
        organizations::organization_key,
    },
};

/// Adds a missing edge if the organization still needs it.
pub(super) async fn put_missing(
    tables: &ProjectTables,
    id: &OrganizationId,
    edge: &str,
) -> Result<RepairOutcome, WriteError> {
    let Some(stored) = StoredOrganizations(tables).get(id).await? else {
        return Ok(RepairOutcome::NotRepaired);
    };
    if !edges_of(&stored.organization).any(|needed| needed == edge) {
        return Ok(RepairOutcome::NotRepaired);
    }
    let mut transaction = Transaction::default();
    transaction.put(&tables.names.joinable, edge_item(&tables.project, edge, id), None);
    let unchanged = at_organization_revision(Some(&stored.revision));
    transaction.check(&tables.names.organizations, organization_key(&tables.project, id), &unchanged);
    Ok(transaction.commit(&tables.client).await?.into())
}

/// Deletes an extra edge if the organization still does not need it.
pub(super) async fn delete_extra(
    tables: &ProjectTables,
    id: &OrganizationId,
    edge: &str,
) -> Result<RepairOutcome, WriteError> {
    if !is_extra(tables, id, edge).await? {
        return Ok(RepairOutcome::NotRepaired);
    }
    let stored = StoredOrganizations(tables).get(id).await?;
    let unchanged = at_organization_revision(stored.as_ref().map(|stored| &stored.revision));
    let mut transaction = Transaction::default();
    transaction.delete(&tables.names.joinable, edge_key(&tables.project, edge, id), None);
    transaction.check(&tables.names.organizations, organization_key(&tables.project, id), &unchanged);
    Ok(transaction.commit(&tables.client).await?.into())
}

/// Completes an interrupted write. Writing the unchanged organization is enough.
pub(super) async fn complete(
    tables: &ProjectTables,
    stamps: Stamps<'_>,
    id: &OrganizationId,
    now: Timestamp,
) -> Result<RepairOutcome, WriteError> {
    let Some(stored) = StoredOrganizations(tables).get(id).await? else {
        return Ok(RepairOutcome::NotRepaired);
    };
    OrganizationWriter::new(tables, stamps).put(&stored.organization, now).await?;
    Ok(RepairOutcome::Repaired)
}
