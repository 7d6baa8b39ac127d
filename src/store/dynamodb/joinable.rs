//! The `joinable` table: organizations by what people may join them through.

use tracing::warn;

use super::{
    DynamoDb, consumed,
    failure::store_error,
    item::{Item, item, key, text},
    partition::under_partition,
};
use crate::{
    domain::{OrganizationId, ProjectId, short_hash},
    store::{JoinableEdge, JoinableReads, StoreError},
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

fn read_organization_id(partition: &str, item: &Item) -> Option<OrganizationId> {
    let id = item.get(ORGANIZATION_ID).and_then(|value| value.as_s().ok());
    let id = id.and_then(|id| OrganizationId::parse(id).ok());
    if id.is_none() {
        warn!(table = TABLE, key_hash = short_hash(partition), "a damaged item was passed over");
    }
    id
}

impl JoinableReads for DynamoDb {
    async fn joinable(
        &self,
        project: &ProjectId,
        edge: &JoinableEdge,
    ) -> Result<Vec<OrganizationId>, StoreError> {
        let partition = edge_partition(project, &edge.to_string());
        let query = under_partition(&self.client, &self.tables.joinable, EDGE, &partition);
        let mut pages = query.into_paginator().send();
        let mut found = Vec::new();
        while let Some(page) = pages.next().await {
            let page = page.map_err(|error| store_error(&error))?;
            consumed::count(page.consumed_capacity.as_slice());
            found.extend(page.items().iter().filter_map(|item| read_organization_id(&partition, item)));
        }
        Ok(found)
    }
}
