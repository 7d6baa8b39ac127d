//! The store on `DynamoDB`: the connection, the data model and the read adapter.
//!
//! Nothing here writes. Writers use [`items`] for keys and attributes, so that both sides share one data model.

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
