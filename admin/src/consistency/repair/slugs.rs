//! Repairs of slug items.

use super::outcome::RepairOutcome;
use crate::{
    WriteError,
    consistency::check::slugs::{SlugItem, compare, has_slug},
    project_tables::ProjectTables,
    stored_items::{StoredOrganizations, at_organization_revision},
    transactions::{Condition, Transaction},
};
use org_discovery::{
    domain::OrganizationId,
    store::dynamodb::items::{
        attributes::text,
        organizations::{ORGANIZATION, organization_key},
        slugs::{ORGANIZATION_ID, SlugKey, slug_item, slug_key},
    },
};

/// Puts the slug item of an organization.
pub(super) async fn put_missing(
    tables: &ProjectTables,
    id: &OrganizationId,
    slug: &str,
) -> Result<RepairOutcome, WriteError> {
    let Some(slug) = SlugKey::of(slug) else {
        return Ok(RepairOutcome::NotRepaired);
    };
    let stored = StoredOrganizations(tables).get(id).await?;
    let Some(stored) = stored.filter(|stored| has_slug(stored, &slug)) else {
        return Ok(RepairOutcome::NotRepaired);
    };
    let (table, project) = (&tables.names.organizations, &tables.project);
    let mut transaction = Transaction::default();
    let absent = Condition::Absent(ORGANIZATION);
    transaction.put(table, slug_item(project, &slug, id), Some(&absent));
    let unchanged = at_organization_revision(Some(&stored.revision));
    transaction.check(table, organization_key(project, id), &unchanged);
    Ok(transaction.commit(&tables.client).await?.into())
}

/// Deletes a slug item whose organization does not have the slug.
pub(super) async fn delete_extra(
    tables: &ProjectTables,
    id: &OrganizationId,
    slug: &str,
) -> Result<RepairOutcome, WriteError> {
    let Some(slug) = SlugKey::of(slug) else {
        return Ok(RepairOutcome::NotRepaired);
    };
    let SlugItem::Extra(unchanged) = compare(tables, &slug, id).await? else {
        return Ok(RepairOutcome::NotRepaired);
    };
    let (table, project) = (&tables.names.organizations, &tables.project);
    let mut transaction = Transaction::default();
    let is_unchanged = Condition::Equal(ORGANIZATION_ID, text(id.as_str()));
    transaction.delete(table, slug_key(project, &slug), Some(&is_unchanged));
    transaction.check(table, organization_key(project, id), &unchanged);
    Ok(transaction.commit(&tables.client).await?.into())
}
