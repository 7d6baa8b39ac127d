//! Reads the organizations of a joinable edge with one `Query`.

use super::super::{
    DynamoDb,
    failure::skip_damaged_item,
    items::{
        attributes::Item,
        joinable::{EDGE, TABLE, edge_partition, read_organization_id},
    },
    query_pages::{query_partition, read_up_to},
};
use crate::{
    domain::ProjectId,
    store::{FoundEdges, JoinableEdge, JoinableReads, MAX_ORGANIZATIONS, StoreError},
};

impl FoundEdges {
    fn add(&mut self, partition: &str, item: &Item) {
        let organization = read_organization_id(item);
        if organization.is_none() {
            skip_damaged_item(TABLE, partition, None, "organization_id is malformed");
        }
        self.has_unidentified_damage |= organization.is_none();
        self.organizations.extend(organization);
    }
}

impl JoinableReads for DynamoDb {
    async fn joinable(&self, project: &ProjectId, edge: &JoinableEdge) -> Result<FoundEdges, StoreError> {
        let partition = edge_partition(project, &edge.to_string());
        let query = query_partition(&self.client, &self.tables.joinable, EDGE, &partition);
        let items = read_up_to(query, MAX_ORGANIZATIONS).await?;
        let mut found = FoundEdges { has_more: items.has_more, ..FoundEdges::default() };
        items.items.iter().for_each(|item| found.add(&partition, item));
        Ok(found)
    }
}
