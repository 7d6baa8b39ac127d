//! The state of the tables, as DynamoDB describes it.

use aws_sdk_dynamodb::{
    Client,
    error::ProvideErrorMetadata,
    types::{GlobalSecondaryIndexDescription, KeySchemaElement, KeyType, TableDescription, TimeToLiveStatus},
};

use super::TableDefinition;
use org_discovery::store::{StoreError, dynamodb::store_error};

/// The state of a table.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct TableState {
    /// The name of the table in the data model, such as `members`.
    pub kind: &'static str,
    /// The name.
    pub name: String,
    /// The status, such as `ACTIVE`; `None` if the table does not exist.
    pub status: Option<String>,
    /// The names of the partition key and, if there is one, the sort key.
    pub keys: Vec<String>,
    /// The indexes.
    pub indexes: Vec<IndexState>,
    /// The time-to-live attribute, if time to live is enabled.
    pub time_to_live: Option<String>,
    /// True if the table can be used and has the definition that this version requires.
    pub matches_definition: bool,
}

/// The state of an index.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct IndexState {
    /// The name.
    pub name: String,
    /// The status, such as `ACTIVE`.
    pub status: Option<String>,
    /// The names of the partition key and, if there is one, the sort key.
    pub keys: Vec<String>,
}

/// Describes the table `name`, and compares it with `definition`.
///
/// # Errors
/// [`StoreError`] if DynamoDB does not describe the table, except because it does not exist.
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
        matches_definition: false,
    };
    let table = match client.describe_table().table_name(name).send().await {
        Ok(response) => response.table,
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
    state.matches_definition = state.matches(definition);
    Ok(state)
}

impl TableState {
    fn matches(&self, definition: &TableDefinition) -> bool {
        let keys: Vec<&str> = [definition.partition_key].into_iter().chain(definition.sort_key).collect();
        let index = definition.index.is_none_or(|expected| {
            let is_match = |index: &IndexState| {
                index.name == expected.name
                    && index.keys == [expected.partition_key, expected.sort_key]
                    && index.status.as_deref() == Some("ACTIVE")
            };
            self.indexes.iter().any(is_match)
        });
        let usable = matches!(self.status.as_deref(), Some("ACTIVE" | "UPDATING"));
        usable && self.keys == keys && index && self.time_to_live.as_deref() == definition.time_to_live
    }
}

async fn time_to_live(client: &Client, name: &str) -> Result<Option<String>, StoreError> {
    let response = client.describe_time_to_live().table_name(name).send().await;
    let description = response.map_err(|error| store_error(&error))?.time_to_live_description;
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

/// Returns the names of the keys, with the partition key first.
fn key_names(schema: &[KeySchemaElement]) -> Vec<String> {
    let mut elements: Vec<_> = schema.iter().collect();
    elements.sort_by_key(|element| *element.key_type() != KeyType::Hash);
    elements.iter().map(|element| element.attribute_name().to_owned()).collect()
}
