//! Reads the organizations of a joinable edge with one `Query`.

use super::super::{
    DynamoDb,
    failure::skip_corrupt_item,
    items::{
        attributes::Item,
        joinable::{EDGE, TABLE, edge_partition, read_organization_id},
    },
    pages::{read_up_to, under_partition},
};
use crate::{
    domain::ProjectId,
    store::{FoundEdges, JoinableEdge, JoinableReads, MOST_ORGANIZATIONS, StoreError},
};

impl FoundEdges {
    fn add(&mut self, partition: &str, item: &Item) {
        let organization = read_organization_id(item);
        if organization.is_none() {
            skip_corrupt_item(TABLE, partition, None, "organization_id is no id");
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
