//! The checks, one module for each kind of derived item.

pub(super) mod counters;
pub(super) mod edges;
mod member_counts;
pub(super) mod member_ids;
pub(super) mod members;
mod organization_facts;
pub(super) mod organization_scan;
pub(super) mod project;
pub(super) mod retired_addresses;
pub(super) mod sessions;
pub(super) mod slugs;
mod unique_values;

use super::{damaged_item::DamagedKind, inconsistency::Inconsistency, report::CheckReport};
use crate::project_tables::ProjectTables;
use edges::NeededEdges;
use member_counts::MemberCounts;
use org_discovery::{domain::Timestamp, store::StoreError};
use organization_scan::{KnownOrganizations, OrganizationScan, ScannedOrganization, organization_of};
use slugs::SlugClaims;
use unique_values::UniqueValues;

/// Runs every check.
pub(super) async fn run(tables: &ProjectTables, now: Timestamp) -> Result<CheckReport, StoreError> {
    let mut report = CheckReport::default();
    project::check(tables, &mut report).await?;
    let mut found = scan_organizations(tables, &mut report).await?;
    edges::check(tables, found.needed_edges, &mut report).await?;
    let mut counts = found.counts;
    members::check(tables, &found.known, &mut found.unique_values, &mut counts, &mut report).await?;
    unique_values::check(tables, found.unique_values, &mut report).await?;
    counters::check(tables, &counts.counted, &mut report).await?;
    slugs::check(tables, found.slugs, &mut report).await?;
    sessions::check(tables, now, &mut report).await?;
    organization_facts::add(tables, &counts, &mut report).await?;
    Ok(report)
}

/// Values of all organizations, for comparison with other items.
#[derive(Default)]
struct OrganizationFacts {
    known: KnownOrganizations,
    needed_edges: NeededEdges,
    unique_values: UniqueValues,
    slugs: SlugClaims,
    counts: MemberCounts,
}

async fn scan_organizations(
    tables: &ProjectTables,
    report: &mut CheckReport,
) -> Result<OrganizationFacts, StoreError> {
    let mut found = OrganizationFacts::default();
    let mut scan = OrganizationScan::new(tables);
    while let Some(scanned) = scan.next().await {
        let ScannedOrganization { item, read } = scanned?;
        report.read.organizations += 1;
        match read {
            Ok(stored) => {
                let organization = &stored.organization;
                found.known.add(&organization.organization_id);
                found.unique_values.add_organization(organization);
                found.slugs.add_organization(organization);
                found.needed_edges.add_organization(organization);
                if !stored.pending_edges.is_empty() {
                    let organization_id = organization.organization_id.clone();
                    report.add(Inconsistency::EdgesPending { organization_id });
                }
            }
            Err(damage) => {
                if let Some(id) = organization_of(&tables.project, &item) {
                    found.known.add(&id);
                    found.counts.add_damaged_organization(&id);
                }
                let kind = DamagedKind::Organization;
                report.add(Inconsistency::damaged(kind, &tables.project, &item, damage));
            }
        }
    }
    Ok(found)
}
