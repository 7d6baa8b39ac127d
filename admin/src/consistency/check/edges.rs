//! Checks the joinable edges against the settings of organizations.

use std::collections::HashSet;

use super::organization_scan::{OrganizationScan, ScannedOrganization};
use crate::{
    consistency::{damaged_item::DamagedKind, inconsistency::Inconsistency, report::CheckReport},
    fingerprint,
    project_tables::ProjectTables,
    stored_items::{ItemState, StoredOrganizations},
};
use org_discovery::{
    domain::{Organization, OrganizationId, ProjectId},
    store::{
        JoinableEdge, StoreError,
        dynamodb::items::{
            attributes::{Attributes, Damage, Item},
            joinable::{self, EDGE, edge_key},
            project_prefix::strip_project_prefix,
        },
    },
};

/// Fingerprints of the edges that organizations need, each combined with its organization.
#[derive(Default)]
pub(super) struct NeededEdges(HashSet<u64>);

impl NeededEdges {
    pub(super) fn add_organization(&mut self, organization: &Organization) {
        let id = organization.organization_id.as_str();
        self.0.extend(edges_of(organization).map(|edge| fingerprint((id, edge))));
    }
}

/// Returns the edges that an organization needs.
pub(in crate::consistency) fn edges_of(organization: &Organization) -> impl Iterator<Item = String> {
    JoinableEdge::of(organization).into_iter().map(|edge| edge.to_string())
}

/// Reports missing and extra edges.
pub(super) async fn check(
    tables: &ProjectTables,
    NeededEdges(mut needed): NeededEdges,
    report: &mut CheckReport,
) -> Result<(), StoreError> {
    check_stored_edges(tables, &mut needed, report).await?;
    report_missing_edges(tables, &needed, report).await
}

/// Removes from `needed` every edge that exists, and reports extra edges.
async fn check_stored_edges(
    tables: &ProjectTables,
    needed: &mut HashSet<u64>,
    report: &mut CheckReport,
) -> Result<(), StoreError> {
    let mut items = tables.scan(&tables.names.joinable, EDGE);
    while let Some(item) = items.next().await {
        let item = item?;
        report.read.edges += 1;
        match read_edge(&tables.project, &item) {
            Ok((id, edge)) => {
                let is_needed = needed.remove(&fingerprint((id.as_str(), &edge)));
                if !is_needed && is_extra(tables, &id, &edge).await? {
                    report.add(Inconsistency::EdgeExtra { organization_id: id, edge });
                }
            }
            Err(damage) => {
                report.add(Inconsistency::damaged(DamagedKind::Edge, &tables.project, &item, damage));
            }
        }
    }
    Ok(())
}

/// Reports the missing edges. Scans the organizations again to identify them.
async fn report_missing_edges(
    tables: &ProjectTables,
    not_found: &HashSet<u64>,
    report: &mut CheckReport,
) -> Result<(), StoreError> {
    if not_found.is_empty() {
        return Ok(());
    }
    let mut scan = OrganizationScan::new(tables);
    while let Some(scanned) = scan.next().await {
        let ScannedOrganization { read: Ok(stored), .. } = scanned? else {
            continue;
        };
        if !stored.pending_edges.is_empty() {
            continue;
        }
        let organization_id = &stored.organization.organization_id;
        for edge in edges_of(&stored.organization) {
            let is_suspicious = not_found.contains(&fingerprint((organization_id.as_str(), &edge)));
            if is_suspicious && !has_edge(tables, organization_id, &edge).await? {
                let organization_id = organization_id.clone();
                report.add(Inconsistency::EdgeMissing { organization_id, edge });
            }
        }
    }
    Ok(())
}

/// Parses an edge item.
pub(in crate::consistency) fn read_edge(
    project: &ProjectId,
    item: &Item,
) -> Result<(OrganizationId, String), Damage> {
    let attributes = Attributes::of(item)?;
    let edge = strip_project_prefix(attributes.text(EDGE)?, project);
    let edge = edge.ok_or_else(|| Damage(format!("{EDGE} is malformed")))?;
    Ok((attributes.parsed(joinable::ORGANIZATION_ID, OrganizationId::parse)?, edge.to_owned()))
}

/// Returns true if the edge exists and the organization does not need it. Reads both again.
pub(in crate::consistency) async fn is_extra(
    tables: &ProjectTables,
    id: &OrganizationId,
    edge: &str,
) -> Result<bool, StoreError> {
    match ItemState::of(StoredOrganizations(tables).get(id).await)? {
        // A damaged organization may need it.
        ItemState::Damaged => Ok(false),
        ItemState::Present(stored) if stored.pending_edges.contains(edge) => Ok(false),
        ItemState::Present(stored) if edges_of(&stored.organization).any(|needed| needed == edge) => {
            Ok(false)
        }
        ItemState::Present(_) | ItemState::Absent => has_edge(tables, id, edge).await,
    }
}

async fn has_edge(tables: &ProjectTables, id: &OrganizationId, edge: &str) -> Result<bool, StoreError> {
    let found = tables.get(&tables.names.joinable, edge_key(&tables.project, edge, id)).await?;
    Ok(found.is_some())
}
