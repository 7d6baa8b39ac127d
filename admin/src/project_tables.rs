//! The five tables of one project, with the reads that the other modules share.

use aws_sdk_dynamodb::{
    Client,
    operation::scan::builders::ScanFluentBuilder,
    types::{AttributeValue, ReturnConsumedCapacity::Total},
};

use crate::tables::IndexDefinition;
use org_discovery::{
    domain::ProjectId,
    store::{
        StoreError,
        dynamodb::{
            DynamoDb, Items, TableNames, count_reads,
            items::attributes::{Item, text},
            query_partition, store_error,
        },
    },
};

/// The tables of one project.
#[derive(Debug, Clone)]
pub(crate) struct ProjectTables {
    pub(crate) client: Client,
    pub(crate) names: TableNames,
    pub(crate) project: ProjectId,
}

impl ProjectTables {
    /// Returns the function's reads on the same tables.
    pub(crate) fn reads(&self) -> DynamoDb {
        DynamoDb::new(self.client.clone(), self.names.clone())
    }

    /// Reads one item consistently.
    pub(crate) async fn get(&self, table: &str, key: Item) -> Result<Option<Item>, StoreError> {
        let request = self.client.get_item().table_name(table).set_key(Some(key)).consistent_read(true);
        let request = request.return_consumed_capacity(Total);
        let found = request.send().await.map_err(|error| store_error(&error))?;
        count_reads(found.consumed_capacity.as_slice());
        Ok(found.item)
    }

    /// Scans, with consistent reads, every item of `table` whose `partition_key` attribute begins with the project's
    /// id.
    pub(crate) fn scan(&self, table: &str, partition_key: &str) -> Items {
        Items::of_scan(self.scan_request(table, partition_key))
    }

    /// Returns the request of [`Self::scan`], so that callers can narrow the filter.
    pub(crate) fn scan_request(&self, table: &str, partition_key: &str) -> ScanFluentBuilder {
        self.client
            .scan()
            .table_name(table)
            .consistent_read(true)
            .filter_expression("begins_with(#partition, :project)")
            .expression_attribute_names("#partition", partition_key)
            .expression_attribute_values(":project", text(format!("{}#", self.project)))
    }

    /// Returns the sort keys of `index` under `partition`. The index is eventually consistent.
    pub(crate) async fn sort_keys_in(
        &self,
        table: &str,
        index: IndexDefinition,
        partition: &str,
    ) -> Result<Vec<String>, StoreError> {
        let query =
            query_partition(&self.client, table, index.partition_key, partition).index_name(index.name);
        let mut items = Items::of_query(query);
        let mut sort_keys = Vec::new();
        while let Some(item) = items.next().await {
            let sort_key = item?.remove(index.sort_key);
            if let Some(AttributeValue::S(sort_key)) = sort_key {
                sort_keys.push(sort_key);
            }
        }
        Ok(sort_keys)
    }
}
