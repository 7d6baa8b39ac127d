//! Checks the slug items against the organizations.

use std::collections::HashSet;

use super::organization_scan::{OrganizationScan, ScannedOrganization};
use crate::{
    consistency::{damaged_item::DamagedKind, inconsistency::Inconsistency, report::CheckReport},
    fingerprint,
    project_tables::ProjectTables,
    stored_items::{ItemState, StoredOrganization, StoredOrganizations, at_organization_revision},
    transactions::Condition,
};
use org_discovery::{
    domain::{Organization, OrganizationId},
    store::{
        StoreError,
        dynamodb::items::{
            organizations::{ORGANIZATION, OrganizationItemKind, kind_of},
            slugs::{SlugKey, read_slug},
        },
    },
};

/// Fingerprints of pairs of a slug and the organization that has it.
#[derive(Default)]
pub(super) struct SlugClaims(HashSet<u64>);

impl SlugClaims {
    pub(super) fn add_organization(&mut self, organization: &Organization) {
        let slug = SlugKey::of(&organization.organization_slug);
        self.0.extend(slug.map(|slug| claim(&slug, &organization.organization_id)));
    }
}

/// Returns the fingerprint of a slug and an organization that has it.
fn claim(slug: &SlugKey, organization: &OrganizationId) -> u64 {
    fingerprint((slug.as_str(), organization.as_str()))
}

/// Compares the slugs of the scanned organizations with the slug items.
pub(super) async fn check(
    tables: &ProjectTables,
    SlugClaims(mut claims): SlugClaims,
    report: &mut CheckReport,
) -> Result<(), StoreError> {
    check_stored_slugs(tables, &mut claims, report).await?;
    report_missing_slugs(tables, &claims, report).await
}

/// Removes from `claims` every slug that has an item, and reports extra items.
async fn check_stored_slugs(
    tables: &ProjectTables,
    claims: &mut HashSet<u64>,
    report: &mut CheckReport,
) -> Result<(), StoreError> {
    let mut items = tables.scan(&tables.names.organizations, ORGANIZATION);
    while let Some(item) = items.next().await {
        let item = item?;
        if kind_of(&item) != OrganizationItemKind::Slug {
            continue;
        }
        match read_slug(&tables.project, &item) {
            Ok((slug, organization_id)) => {
                let is_claimed = claims.remove(&claim(&slug, &organization_id));
                if !is_claimed && is_extra(tables, &slug, &organization_id).await? {
                    let slug = slug.as_str().to_owned();
                    report.add(Inconsistency::SlugExtra { organization_id, slug });
                }
            }
            Err(damage) => {
                report.add(Inconsistency::damaged(DamagedKind::Slug, &tables.project, &item, damage));
            }
        }
    }
    Ok(())
}

/// Reports slugs without an item. Scans the organizations again to identify them.
async fn report_missing_slugs(
    tables: &ProjectTables,
    claims: &HashSet<u64>,
    report: &mut CheckReport,
) -> Result<(), StoreError> {
    if claims.is_empty() {
        return Ok(());
    }
    let mut scan = OrganizationScan::new(tables);
    while let Some(scanned) = scan.next().await {
        let ScannedOrganization { read: Ok(stored), .. } = scanned? else {
            continue;
        };
        let organization_id = stored.organization.organization_id;
        let Some(slug) = SlugKey::of(&stored.organization.organization_slug) else {
            continue;
        };
        if !claims.contains(&claim(&slug, &organization_id)) {
            continue;
        }
        let taken_by = match ItemState::of(StoredOrganizations(tables).owner_of_slug(&slug).await)? {
            ItemState::Present(owner) if owner == organization_id => continue,
            ItemState::Present(owner) if is_extra(tables, &slug, &owner).await? => None,
            ItemState::Present(owner) => Some(owner),
            ItemState::Absent => None,
            // A damaged item is reported separately.
            ItemState::Damaged => continue,
        };
        let slug = slug.as_str().to_owned();
        report.add(Inconsistency::SlugMissing { organization_id, slug, taken_by });
    }
    Ok(())
}

/// Returns true if the slug item names this organization, which does not have the slug.
async fn is_extra(tables: &ProjectTables, slug: &SlugKey, id: &OrganizationId) -> Result<bool, StoreError> {
    Ok(matches!(compare(tables, slug, id).await?, SlugItem::Extra(_)))
}

/// Returns the organization that a slug item names, or `None` if the item is missing or damaged. Damaged items are
/// reported separately.
async fn parsable_owner(
    tables: &ProjectTables,
    slug: &SlugKey,
) -> Result<Option<OrganizationId>, StoreError> {
    Ok(ItemState::of(StoredOrganizations(tables).owner_of_slug(slug).await)?.present())
}

/// The result of comparing a slug item with the organization that it names.
pub(in crate::consistency) enum SlugItem {
    /// The organization has the slug, or an item is damaged or has changed, so the slug item must be kept.
    Kept,
    /// The organization does not have the slug. The condition fails if its item has changed since.
    Extra(Condition<'static>),
}

/// Reads a slug item and the organization that it names, and compares them.
pub(in crate::consistency) async fn compare(
    tables: &ProjectTables,
    slug: &SlugKey,
    id: &OrganizationId,
) -> Result<SlugItem, StoreError> {
    if parsable_owner(tables, slug).await?.as_ref() != Some(id) {
        return Ok(SlugItem::Kept);
    }
    match ItemState::of(StoredOrganizations(tables).get(id).await)? {
        ItemState::Damaged => Ok(SlugItem::Kept),
        ItemState::Absent => Ok(SlugItem::Extra(at_organization_revision(None))),
        ItemState::Present(stored) if has_slug(&stored, slug) => Ok(SlugItem::Kept),
        ItemState::Present(stored) => Ok(SlugItem::Extra(at_organization_revision(Some(&stored.revision)))),
    }
}

/// Returns true if an organization has the slug.
pub(in crate::consistency) fn has_slug(stored: &StoredOrganization, slug: &SlugKey) -> bool {
    SlugKey::of(&stored.organization.organization_slug).as_ref() == Some(slug)
}
