//! The store on `DynamoDB`.
//!
//! One file a table holds its keys and the conversion between item and domain type; the files of [`mod@write`] hold the
//! transactions that change several tables at once.

mod batch;
mod client;
mod connections;
mod consumed;
mod failure;
mod item;
mod joinable;
mod members;
mod object;
mod organizations;
mod pages;
mod partition;
mod projects;
mod retired_addresses;
mod retry;
mod scan;
mod sessions;
mod slugs;
pub mod tables;
mod trusted_roots;
pub mod write;

use aws_sdk_dynamodb::Client;

pub use client::{Connection, Credentials, connect};
pub use scan::Scan;
pub use tables::TableNames;
pub use trusted_roots::TrustedRoots;
pub use write::Writer;

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
