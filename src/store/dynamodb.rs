//! The store on `DynamoDB`: the connection, the reads, and the keys and attributes of the items.
//!
//! The package `org-discovery-admin` writes through [`items`] too, so reads and writes share one data model.

mod batch_get;
mod connection;
mod consumed_capacity;
mod failure;
pub mod items;
mod query_pages;
mod reads;

use aws_sdk_dynamodb::Client;

pub use batch_get::{KEYS_PER_BATCH, batch_get};
pub use connection::{Connection, Credentials, TrustedRoots, connect, https_client};
pub use consumed_capacity::{count as count_reads, count_transaction};
pub use failure::store_error;
pub use items::TableNames;
pub use query_pages::{Items, query_partition};

/// Reads from the five tables.
#[derive(Debug, Clone)]
pub struct DynamoDb {
    client: Client,
    tables: TableNames,
}

impl DynamoDb {
    /// Creates a store that reads `tables` with `client`.
    #[must_use]
    pub fn new(client: Client, tables: TableNames) -> Self {
        Self { client, tables }
    }
}
