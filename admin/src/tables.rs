//! The five tables, defined once.
//!
//! Local engines and tests create their tables from these definitions; in AWS the template does, and a test holds the
//! template against them.

mod state;

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

pub use state::{IndexState, TableState, table_state};

use org_discovery::store::StoreError;
use org_discovery::store::dynamodb::{
    TableNames,
    items::{joinable, members, organizations, projects, sessions},
    store_error,
};

/// A table's keys. Every key attribute is a string.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct TableDefinition {
    /// The kind of table, as in the names of the environment's variables.
    pub kind: &'static str,
    /// The partition key.
    pub partition_key: &'static str,
    /// The sort key.
    pub sort_key: Option<&'static str>,
    /// An index for writers and operators. The function itself uses none, because none can be read consistently.
    pub index: Option<IndexDefinition>,
    /// The attribute that holds an item's end, in seconds since the epoch.
    pub time_to_live: Option<&'static str>,
}

/// An index that holds keys only.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct IndexDefinition {
    /// The index's name.
    pub name: &'static str,
    /// The partition key.
    pub partition_key: &'static str,
    /// The sort key.
    pub sort_key: &'static str,
}

/// A Member's sessions.
pub const SESSIONS_BY_MEMBER: IndexDefinition = IndexDefinition {
    name: "sessions_by_member",
    partition_key: sessions::MEMBER,
    sort_key: sessions::TOKEN_HASH,
};

/// An organization's Members.
pub const MEMBERS_BY_ORGANIZATION: IndexDefinition = IndexDefinition {
    name: "members_by_organization",
    partition_key: members::ORGANIZATION,
    sort_key: members::MEMBER_ID,
};

/// The five tables.
pub const TABLES: [TableDefinition; 5] = [
    TableDefinition {
        kind: projects::TABLE,
        partition_key: projects::PROJECT_ID,
        sort_key: None,
        index: None,
        time_to_live: None,
    },
    TableDefinition {
        kind: sessions::TABLE,
        partition_key: sessions::TOKEN_HASH,
        sort_key: None,
        index: Some(SESSIONS_BY_MEMBER),
        time_to_live: Some(sessions::EXPIRES_AT),
    },
    TableDefinition {
        kind: members::TABLE,
        partition_key: members::ADDRESS,
        sort_key: Some(members::ORGANIZATION_ID),
        index: Some(MEMBERS_BY_ORGANIZATION),
        time_to_live: None,
    },
    TableDefinition {
        kind: joinable::TABLE,
        partition_key: joinable::EDGE,
        sort_key: Some(joinable::ORGANIZATION_ID),
        index: None,
        time_to_live: None,
    },
    TableDefinition {
        kind: organizations::TABLE,
        partition_key: organizations::ORGANIZATION,
        sort_key: Some(organizations::ITEM),
        index: None,
        time_to_live: None,
    },
];

/// Creates the tables that do not exist yet, and waits until they can be used. Completes what an interruption left.
///
/// # Errors
/// [`StoreError`] when the engine refuses, or a table is not ready after a minute.
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
    let request = definition.keys_of(client.create_table().table_name(name))?;
    match request.billing_mode(BillingMode::PayPerRequest).send().await {
        Ok(_) => Ok(()),
        Err(error) if error.code() == Some("ResourceInUseException") => Ok(()),
        Err(error) => Err(store_error(&error)),
    }
}

async fn wait_until_active(client: &Client, name: &str) -> Result<(), StoreError> {
    for _ in 0..120 {
        let answer = client.describe_table().table_name(name).send().await;
        let table = answer.map_err(|error| store_error(&error))?.table;
        if table.and_then(|table| table.table_status) == Some(TableStatus::Active) {
            return Ok(());
        }
        tokio::time::sleep(Duration::from_millis(500)).await;
    }
    Err(StoreError::Unavailable(format!("table {name} is not ready")))
}

async fn set_time_to_live(
    client: &Client,
    definition: &TableDefinition,
    name: &str,
) -> Result<(), StoreError> {
    let Some(attribute) = definition.time_to_live else {
        return Ok(());
    };
    let answer = client.describe_time_to_live().table_name(name).send().await;
    let set = answer.map_err(|error| store_error(&error))?.time_to_live_description;
    if set.is_some_and(|set| set.attribute_name.as_deref() == Some(attribute)) {
        return Ok(());
    }
    let specification = TimeToLiveSpecification::builder().attribute_name(attribute).enabled(true).build();
    let request = client
        .update_time_to_live()
        .table_name(name)
        .time_to_live_specification(specification.map_err(|_| unbuildable())?);
    request.send().await.map_err(|error| store_error(&error))?;
    Ok(())
}

impl TableDefinition {
    /// Returns the name of this table in a deployment.
    #[must_use]
    pub fn name_in<'n>(&self, names: &'n TableNames) -> &'n str {
        match self.kind {
            projects::TABLE => &names.projects,
            sessions::TABLE => &names.sessions,
            members::TABLE => &names.members,
            joinable::TABLE => &names.joinable,
            _ => &names.organizations,
        }
    }

    fn keys_of(&self, mut request: CreateTableFluentBuilder) -> Result<CreateTableFluentBuilder, StoreError> {
        for name in self.key_attributes() {
            request = request.attribute_definitions(attribute(name)?);
        }
        request = request.key_schema(key_element(self.partition_key, KeyType::Hash)?);
        if let Some(sort_key) = self.sort_key {
            request = request.key_schema(key_element(sort_key, KeyType::Range)?);
        }
        if let Some(index) = self.index {
            request = request.global_secondary_indexes(index.build()?);
        }
        Ok(request)
    }

    /// Every attribute that is part of a key of the table or its index, each once.
    #[must_use]
    pub fn key_attributes(&self) -> Vec<&'static str> {
        let index = self.index.map(|index| [index.partition_key, index.sort_key]);
        let mut names = vec![self.partition_key];
        names.extend(self.sort_key);
        names.extend(index.into_iter().flatten());
        names.sort_unstable();
        names.dedup();
        names
    }
}

impl IndexDefinition {
    fn build(&self) -> Result<GlobalSecondaryIndex, StoreError> {
        GlobalSecondaryIndex::builder()
            .index_name(self.name)
            .key_schema(key_element(self.partition_key, KeyType::Hash)?)
            .key_schema(key_element(self.sort_key, KeyType::Range)?)
            .projection(Projection::builder().projection_type(ProjectionType::KeysOnly).build())
            .build()
            .map_err(|_| unbuildable())
    }
}

fn attribute(name: &str) -> Result<AttributeDefinition, StoreError> {
    let attribute =
        AttributeDefinition::builder().attribute_name(name).attribute_type(ScalarAttributeType::S);
    attribute.build().map_err(|_| unbuildable())
}

fn key_element(name: &str, key_type: KeyType) -> Result<KeySchemaElement, StoreError> {
    let element = KeySchemaElement::builder().attribute_name(name).key_type(key_type);
    element.build().map_err(|_| unbuildable())
}

fn unbuildable() -> StoreError {
    StoreError::Unavailable("a request that cannot be built".to_owned())
}
