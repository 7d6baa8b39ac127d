//! The write side.
//!
//! Three rules hold for every write. What is derived from the change (joinable edges, counters, the items that make ids
//! unique) changes in the same transaction as the change itself. A write that is done again changes nothing. And a write
//! that was interrupted, between whichever two calls, is completed by doing it again.
//!
//! Joinable edges depend only on organizations and counters only on Members, so the two kinds of writer never meet on an item.
//! Two writers of the same thing do: each write is conditioned on the revision that it read, and starts again when that
//! has passed.

mod error;
mod member;
mod member_before;
mod member_transaction;
mod organization;
mod organization_edges;
mod project;
mod session;
mod stored_organization;
mod transaction;

use aws_sdk_dynamodb::Client;

pub use error::{Refusal, WriteError};
pub use session::{NewIntermediateSession, NewMemberSession};

use super::{DynamoDb, TableNames};
use crate::domain::ProjectId;

/// How often a write starts again when others write the same items.
const ATTEMPTS: u32 = 20;

/// What a write did.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Outcome {
    /// It changed something.
    Written,
    /// Everything was so already.
    Unchanged,
    /// There was nothing of that name.
    Absent,
}

/// The five tables, for writing, in one project.
#[derive(Debug, Clone)]
pub struct Writer {
    client: Client,
    tables: TableNames,
    project: ProjectId,
}

impl Writer {
    /// Writes `project`'s data into `tables` through `client`.
    #[must_use]
    pub fn new(client: Client, tables: TableNames, project: ProjectId) -> Self {
        Self { client, tables, project }
    }

    /// The same tables, for reading.
    #[must_use]
    pub fn reads(&self) -> DynamoDb {
        DynamoDb::new(self.client.clone(), self.tables.clone())
    }

    /// The project whose data this writes.
    #[must_use]
    pub fn project(&self) -> &ProjectId {
        &self.project
    }
}
