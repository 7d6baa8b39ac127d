//! Creates the tables, for local endpoints and tests.

use std::time::Duration;

use aws_sdk_dynamodb::{
    Client,
    error::ProvideErrorMetadata,
    operation::create_table::builders::CreateTableFluentBuilder,
    types::{
        AttributeDefinition, BillingMode, GlobalSecondaryIndex, KeySchemaElement, KeyType, Projection,
        ProjectionType, ScalarAttributeType, TableStatus, TimeToLiveSpecification,
    },
};

use super::definitions::{IndexDefinition, TABLES, TableDefinition};
use org_discovery::store::{
    StoreError,
    dynamodb::{TableNames, store_error},
};

/// The interval between two polls of a table's status.
const POLL_INTERVAL: Duration = Duration::from_millis(500);
/// The maximum number of polls; together they take one minute.
const POLLS: usize = 120;

/// Creates the missing tables, and waits until they are active. Completes an interrupted creation.
///
/// # Errors
/// [`StoreError`] if DynamoDB rejects a request, or a table is not active after one minute.
pub async fn create_tables(client: &Client, names: &TableNames) -> Result<(), StoreError> {
    for definition in &TABLES {
        let name = definition.name_in(names);
        create_table(client, definition, name).await?;
        wait_until_active(client, name).await?;
        set_time_to_live(client, definition, name).await?;
    }
    Ok(())
}

async fn create_table(client: &Client, definition: &TableDefinition, name: &str) -> Result<(), StoreError> {
    let request = with_keys(definition, client.create_table().table_name(name))?;
    match request.billing_mode(BillingMode::PayPerRequest).send().await {
        Ok(_) => Ok(()),
        Err(error) if error.code() == Some("ResourceInUseException") => Ok(()),
        Err(error) => Err(store_error(&error)),
    }
}

async fn wait_until_active(client: &Client, name: &str) -> Result<(), StoreError> {
    for _ in 0..POLLS {
        let response = client.describe_table().table_name(name).send().await;
        let table = response.map_err(|error| store_error(&error))?.table;
        if table.and_then(|table| table.table_status) == Some(TableStatus::Active) {
            return Ok(());
        }
        tokio::time::sleep(POLL_INTERVAL).await;
    }
    Err(StoreError::Unavailable(format!("table {name} is not active after one minute")))
}

async fn set_time_to_live(
    client: &Client,
    definition: &TableDefinition,
    name: &str,
) -> Result<(), StoreError> {
    let Some(attribute) = definition.time_to_live else {
        return Ok(());
    };
    let response = client.describe_time_to_live().table_name(name).send().await;
    let set = response.map_err(|error| store_error(&error))?.time_to_live_description;
    if set.is_some_and(|set| set.attribute_name.as_deref() == Some(attribute)) {
        return Ok(());
    }
    let specification = TimeToLiveSpecification::builder().attribute_name(attribute).enabled(true).build();
    let request = client
        .update_time_to_live()
        .table_name(name)
        .time_to_live_specification(specification.map_err(|_| invalid_request())?);
    request.send().await.map_err(|error| store_error(&error))?;
    Ok(())
}

fn with_keys(
    definition: &TableDefinition,
    mut request: CreateTableFluentBuilder,
) -> Result<CreateTableFluentBuilder, StoreError> {
    for name in definition.key_attributes() {
        request = request.attribute_definitions(attribute(name)?);
    }
    request = request.key_schema(key_element(definition.partition_key, KeyType::Hash)?);
    if let Some(sort_key) = definition.sort_key {
        request = request.key_schema(key_element(sort_key, KeyType::Range)?);
    }
    if let Some(index) = definition.index {
        request = request.global_secondary_indexes(build_index(index)?);
    }
    Ok(request)
}

fn build_index(index: IndexDefinition) -> Result<GlobalSecondaryIndex, StoreError> {
    GlobalSecondaryIndex::builder()
        .index_name(index.name)
        .key_schema(key_element(index.partition_key, KeyType::Hash)?)
        .key_schema(key_element(index.sort_key, KeyType::Range)?)
        .projection(Projection::builder().projection_type(ProjectionType::KeysOnly).build())
        .build()
        .map_err(|_| invalid_request())
}

fn attribute(name: &str) -> Result<AttributeDefinition, StoreError> {
    let attribute =
        AttributeDefinition::builder().attribute_name(name).attribute_type(ScalarAttributeType::S);
    attribute.build().map_err(|_| invalid_request())
}

fn key_element(name: &str, key_type: KeyType) -> Result<KeySchemaElement, StoreError> {
    let element = KeySchemaElement::builder().attribute_name(name).key_type(key_type);
    element.build().map_err(|_| invalid_request())
}

fn invalid_request() -> StoreError {
    StoreError::Unavailable("request could not be built".to_owned())
}
