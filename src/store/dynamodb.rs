//! The read side on `DynamoDB`: the connection, the read adapter, and the keys and attributes of the items.
//!
//! The write side uses [`items`] too, so that both share one data model.

mod batch_get;
mod connection;
mod consumed;
mod failure;
pub mod items;
mod pages;
mod reads;

use aws_sdk_dynamodb::Client;

pub use batch_get::{KEYS_PER_BATCH, batch_get};
pub use connection::{Connection, Credentials, TrustedRoots, connect};
pub use failure::store_error;
pub use items::TableNames;
pub use pages::{Items, under_partition};

/// The five tables, for reading.
#[derive(Debug, Clone)]
pub struct DynamoDb {
    client: Client,
    tables: TableNames,
}

impl DynamoDb {
    /// Reads `tables` through `client`.
    #[must_use]
    pub fn new(client: Client, tables: TableNames) -> Self {
        Self { client, tables }
    }
}
