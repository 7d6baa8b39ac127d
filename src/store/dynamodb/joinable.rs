//! The `joinable` table: organizations by what people may join them through.

use super::{
    DynamoDb,
    failure::pass_over,
    item::{Item, item, key, text},
    pages::read_up_to,
    partition::under_partition,
};
use crate::{
    domain::{OrganizationId, ProjectId},
    store::{FoundEdges, JoinableEdge, JoinableReads, MOST_ORGANIZATIONS, StoreError},
};

pub(super) const TABLE: &str = "joinable";
pub(super) const EDGE: &str = "edge";
pub(super) const ORGANIZATION_ID: &str = "organization_id";

pub(super) fn edge_partition(project: &ProjectId, edge: &str) -> String {
    format!("{project}#{edge}")
}

pub(super) fn edge_key(project: &ProjectId, edge: &str, organization: &OrganizationId) -> Item {
    key([(EDGE, text(edge_partition(project, edge))), (ORGANIZATION_ID, text(organization.as_str()))])
}

pub(super) fn edge_item(project: &ProjectId, edge: &str, organization: &OrganizationId) -> Item {
    let mut item = item([]);
    item.extend(edge_key(project, edge, organization));
    item
}

fn read_organization_id(item: &Item) -> Option<OrganizationId> {
    OrganizationId::parse(item.get(ORGANIZATION_ID)?.as_s().ok()?).ok()
}

impl FoundEdges {
    fn add(&mut self, partition: &str, item: &Item) {
        let organization = read_organization_id(item);
        if organization.is_none() {
            pass_over(TABLE, partition, None, "organization_id is no id");
        }
        self.unnamed_damage |= organization.is_none();
        self.organizations.extend(organization);
    }
}

impl JoinableReads for DynamoDb {
    async fn joinable(&self, project: &ProjectId, edge: &JoinableEdge) -> Result<FoundEdges, StoreError> {
        let partition = edge_partition(project, &edge.to_string());
        let query = under_partition(&self.client, &self.tables.joinable, EDGE, &partition);
        let items = read_up_to(query, MOST_ORGANIZATIONS).await?;
        let mut found = FoundEdges { has_more: items.has_more, ..FoundEdges::default() };
        items.items.iter().for_each(|item| found.add(&partition, item));
        Ok(found)
    }
}
