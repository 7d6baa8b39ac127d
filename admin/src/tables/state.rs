//! The tables as DynamoDB describes them.

use aws_sdk_dynamodb::{
    Client,
    error::ProvideErrorMetadata,
    types::{GlobalSecondaryIndexDescription, KeySchemaElement, KeyType, TableDescription, TimeToLiveStatus},
};

use super::TableDefinition;
use org_discovery::store::{StoreError, dynamodb::store_error};

/// A table as DynamoDB describes it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct TableState {
    /// The kind of table, as in the names of the environment's variables.
    pub kind: &'static str,
    /// Its name.
    pub name: String,
    /// Such as `ACTIVE`; `None` when the table does not exist.
    pub status: Option<String>,
    /// Partition key and sort key.
    pub keys: Vec<String>,
    /// Its indexes.
    pub indexes: Vec<IndexState>,
    /// The attribute by which items expire, if that is enabled.
    pub time_to_live: Option<String>,
    /// True if the table can be used, and has the definition that this version needs.
    pub is_as_defined: bool,
}

/// An index as DynamoDB describes it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct IndexState {
    /// Its name.
    pub name: String,
    /// Such as `ACTIVE`.
    pub status: Option<String>,
    /// Partition key and sort key.
    pub keys: Vec<String>,
}

/// Describes the table `name`, and compares it with `definition`.
///
/// # Errors
/// [`StoreError`] when DynamoDB returns no description.
pub async fn table_state(
    client: &Client,
    name: &str,
    definition: &TableDefinition,
) -> Result<TableState, StoreError> {
    let mut state = TableState {
        kind: definition.kind,
        name: name.to_owned(),
        status: None,
        keys: Vec::new(),
        indexes: Vec::new(),
        time_to_live: None,
        is_as_defined: false,
    };
    let table = match client.describe_table().table_name(name).send().await {
        Ok(answer) => answer.table,
        Err(error) if error.code() == Some("ResourceNotFoundException") => None,
        Err(error) => return Err(store_error(&error)),
    };
    let Some(table) = table else {
        return Ok(state);
    };
    state.status = table.table_status().map(|status| status.as_str().to_owned());
    state.keys = key_names(table.key_schema());
    state.indexes = indexes(&table);
    state.time_to_live = time_to_live(client, name).await?;
    state.is_as_defined = state.fits(definition);
    Ok(state)
}

impl TableState {
    fn fits(&self, definition: &TableDefinition) -> bool {
        let keys: Vec<&str> = [definition.partition_key].into_iter().chain(definition.sort_key).collect();
        let index = definition.index.is_none_or(|expected| {
            let is_it = |index: &IndexState| {
                index.name == expected.name
                    && index.keys == [expected.partition_key, expected.sort_key]
                    && index.status.as_deref() == Some("ACTIVE")
            };
            self.indexes.iter().any(is_it)
        });
        let usable = matches!(self.status.as_deref(), Some("ACTIVE" | "UPDATING"));
        usable && self.keys == keys && index && self.time_to_live.as_deref() == definition.time_to_live
    }
}

async fn time_to_live(client: &Client, name: &str) -> Result<Option<String>, StoreError> {
    let answer = client.describe_time_to_live().table_name(name).send().await;
    let description = answer.map_err(|error| store_error(&error))?.time_to_live_description;
    Ok(description
        .filter(|ttl| {
            matches!(ttl.time_to_live_status, Some(TimeToLiveStatus::Enabled | TimeToLiveStatus::Enabling))
        })
        .and_then(|ttl| ttl.attribute_name))
}

fn indexes(table: &TableDescription) -> Vec<IndexState> {
    let state = |index: &GlobalSecondaryIndexDescription| IndexState {
        name: index.index_name().unwrap_or_default().to_owned(),
        status: index.index_status().map(|status| status.as_str().to_owned()),
        keys: key_names(index.key_schema()),
    };
    table.global_secondary_indexes().iter().map(state).collect()
}

/// Returns the names of the keys, the partition key first.
fn key_names(schema: &[KeySchemaElement]) -> Vec<String> {
    let mut elements: Vec<_> = schema.iter().collect();
    elements.sort_by_key(|element| *element.key_type() != KeyType::Hash);
    elements.iter().map(|element| element.attribute_name().to_owned()).collect()
}
