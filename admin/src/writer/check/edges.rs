//! Organizations, and the joinable edges that follow from their settings.

use std::collections::HashSet;

use super::{CheckReport, Difference, Organizations, readable, slugs::SlugClaims, unique::UniqueValues};
use crate::{
    project_reader::under_project,
    writer::{WriteError, Writer},
};
use org_discovery::{
    domain::{Organization, OrganizationId, Stamp, fingerprint},
    store::{
        JoinableEdge,
        dynamodb::{
            Items,
            items::{
                attributes::{Attributes, Damage, Item},
                joinable::{self, EDGE, edge_key},
                organizations::{
                    self, ITEM, ORGANIZATION, REVISION, UNSETTLED_EDGES, is_object, read_organization,
                },
                partition::name_of_partition,
            },
            store_error,
        },
    },
};

pub(super) fn edges_of(organization: &Organization) -> impl Iterator<Item = String> {
    JoinableEdge::of(organization).into_iter().map(|edge| edge.to_string())
}

impl Organizations {
    pub(super) fn know(&self, id: &OrganizationId) -> bool {
        self.0.contains(&fingerprint(id.as_str()))
    }
}

impl Writer {
    /// Gives the organizations that there are.
    pub(super) async fn check_edges(
        &self,
        unique: &mut UniqueValues,
        slugs: &mut SlugClaims,
        report: &mut CheckReport,
    ) -> Result<Organizations, WriteError> {
        let (mut known, mut called_for) = (Organizations::default(), HashSet::new());
        self.each_organization(async |item, read| {
            report.read.organizations += 1;
            match read {
                Ok((organization, unsettled)) => {
                    let id = &organization.organization_id;
                    known.0.insert(fingerprint(id.as_str()));
                    unique.add_organization(&organization);
                    slugs.add_organization(&organization);
                    called_for.extend(edges_of(&organization).map(|edge| fingerprint((id.as_str(), edge))));
                    if unsettled {
                        let organization_id = id.clone();
                        report.differences.insert(Difference::EdgesUnsettled { organization_id });
                    }
                }
                Err(damage) => {
                    known.0.extend(self.organization_of(item).map(|id| fingerprint(id.as_str())));
                    let damaged =
                        Difference::damaged(organizations::TABLE, [ORGANIZATION, ITEM], item, damage);
                    report.differences.insert(damaged);
                }
            }
            Ok(())
        })
        .await?;
        self.check_stored_edges(&mut called_for, report).await?;
        self.report_missing_edges(&called_for, report).await?;
        Ok(known)
    }

    /// Removes from `called_for` every edge that is there.
    async fn check_stored_edges(
        &self,
        called_for: &mut HashSet<u64>,
        report: &mut CheckReport,
    ) -> Result<(), WriteError> {
        let scan = under_project(&self.client, &self.tables.joinable, EDGE, &self.project);
        let mut items = Items::of_scan(scan);
        while let Some(item) = items.next().await {
            let item = item?;
            report.read.edges += 1;
            match self.read_edge(&item) {
                Ok((id, edge)) => {
                    let is_called_for = called_for.remove(&fingerprint((id.as_str(), &edge)));
                    if !is_called_for && self.is_extra(&id, &edge).await? {
                        report.differences.insert(Difference::EdgeExtra { organization_id: id, edge });
                    }
                }
                Err(damage) => {
                    let key = [EDGE, joinable::ORGANIZATION_ID];
                    report.differences.insert(Difference::damaged(joinable::TABLE, key, &item, damage));
                }
            }
        }
        Ok(())
    }

    pub(super) fn read_edge(&self, item: &Item) -> Result<(OrganizationId, String), Damage> {
        let attributes = Attributes::of(item)?;
        let edge = name_of_partition(attributes.text(EDGE)?, &self.project);
        let edge = edge.ok_or_else(|| Damage(format!("{EDGE} is malformed")))?;
        Ok((attributes.parsed(joinable::ORGANIZATION_ID, OrganizationId::parse)?, edge.to_owned()))
    }

    /// Whether the edge is there, and the organization, as it is now, does not call for it. A damaged organization could.
    pub(super) async fn is_extra(&self, id: &OrganizationId, edge: &str) -> Result<bool, WriteError> {
        match readable(self.stored_organization(id).await)? {
            None => Ok(false),
            Some(Some(stored)) if stored.unsettled.contains(edge) => Ok(false),
            Some(Some(stored)) if edges_of(&stored.organization).any(|called_for| called_for == edge) => {
                Ok(false)
            }
            Some(_) => self.has_edge(id, edge).await,
        }
    }

    pub(super) async fn has_edge(&self, id: &OrganizationId, edge: &str) -> Result<bool, WriteError> {
        let request = self
            .client
            .get_item()
            .table_name(&self.tables.joinable)
            .set_key(Some(edge_key(&self.project, edge, id)))
            .consistent_read(true);
        Ok(request.send().await.map_err(|error| store_error(&error))?.item.is_some())
    }

    /// Reads the organizations again, if any edge was not found, to say which.
    async fn report_missing_edges(
        &self,
        not_found: &HashSet<u64>,
        report: &mut CheckReport,
    ) -> Result<(), WriteError> {
        if not_found.is_empty() {
            return Ok(());
        }
        self.each_organization(async |_, read| {
            let Ok((organization, false)) = read else {
                return Ok(());
            };
            let organization_id = &organization.organization_id;
            for edge in edges_of(&organization) {
                let suspicious = not_found.contains(&fingerprint((organization_id.as_str(), &edge)));
                if suspicious && !self.has_edge(organization_id, &edge).await? {
                    let organization_id = organization_id.clone();
                    report.differences.insert(Difference::EdgeMissing { organization_id, edge });
                }
            }
            Ok(())
        })
        .await
    }

    /// Scans the organizations' objects, each with whether its edges are unsettled.
    pub(super) async fn each_organization(
        &self,
        mut each: impl AsyncFnMut(&Item, Result<(Organization, bool), Damage>) -> Result<(), WriteError>,
    ) -> Result<(), WriteError> {
        let scan = under_project(&self.client, &self.tables.organizations, ORGANIZATION, &self.project);
        let mut items = Items::of_scan(scan);
        while let Some(item) = items.next().await {
            let item = item?;
            if is_object(&item) {
                let read = read_organization(&self.project, &item).and_then(|organization| {
                    // Without a revision the organization cannot be written.
                    Attributes::of(&item)?.parsed(REVISION, Stamp::parse)?;
                    let unsettled = !Attributes::of(&item)?.texts(UNSETTLED_EDGES)?.is_empty();
                    Ok((organization, unsettled))
                });
                each(&item, read).await?;
            }
        }
        Ok(())
    }

    pub(super) fn organization_of(&self, item: &Item) -> Option<OrganizationId> {
        let id = name_of_partition(item.get(ORGANIZATION)?.as_s().ok()?, &self.project)?;
        OrganizationId::parse(id).ok()
    }
}
