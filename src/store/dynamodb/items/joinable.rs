//! The `joinable` table: organizations by joinable edge.

use super::attributes::{Item, item, key, text};
use crate::domain::{OrganizationId, ProjectId};

/// The name of the table in the data model.
pub const TABLE: &str = "joinable";
/// The partition key: `<project id>#<edge>`.
pub const EDGE: &str = "edge";
/// The sort key: the id of the organization.
pub const ORGANIZATION_ID: &str = "organization_id";

/// Returns the partition key of an edge.
#[must_use]
pub fn edge_partition(project: &ProjectId, edge: &str) -> String {
    format!("{project}#{edge}")
}

/// Returns the key of an edge to an organization.
#[must_use]
pub fn edge_key(project: &ProjectId, edge: &str, organization: &OrganizationId) -> Item {
    key([(EDGE, text(edge_partition(project, edge))), (ORGANIZATION_ID, text(organization.as_str()))])
}

/// Returns the item of an edge to an organization. It contains only the key and the schema version.
#[must_use]
pub fn edge_item(project: &ProjectId, edge: &str, organization: &OrganizationId) -> Item {
    let mut item = item([]);
    item.extend(edge_key(project, edge, organization));
    item
}

/// Parses the organization id of an edge. Returns `None` if it is malformed.
#[must_use]
pub fn read_organization_id(item: &Item) -> Option<OrganizationId> {
    OrganizationId::parse(item.get(ORGANIZATION_ID)?.as_s().ok()?).ok()
}
