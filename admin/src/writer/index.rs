//! Look-ups in the indexes, which serve writers only.

use aws_sdk_dynamodb::types::AttributeValue;

use super::{WriteError, Writer};
use crate::tables::IndexDefinition;
use org_discovery::store::dynamodb::{Items, under_partition};

impl Writer {
    /// The sort keys that `index` of `table` lists under `partition`. An index follows its table with a short delay.
    pub(super) async fn sort_keys_in(
        &self,
        table: &str,
        index: IndexDefinition,
        partition: &str,
    ) -> Result<Vec<String>, WriteError> {
        let query =
            under_partition(&self.client, table, index.partition_key, partition).index_name(index.name);
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
