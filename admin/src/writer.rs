//! The write side.
//!
//! Three rules hold for every write. What is derived from the change (joinable edges, counters, the items that make ids
//! unique) changes in the same transaction as the change itself. A write that is done again changes nothing. And a write
//! that was interrupted, between whichever two calls, is completed by doing it again.
//!
//! Joinable edges depend only on organizations and counters only on Members, so the two kinds of writer never meet on an item.
//! Two writers of the same thing do: each write is conditioned on the revision that it read, and starts again when that
//! has passed.

pub mod check;
mod error;
mod index;
pub mod limits;
mod member;
mod member_batch;
mod member_before;
mod member_transaction;
mod organization;
mod organization_edges;
mod project;
mod reading;
mod session;
mod slug_change;
mod stored_organization;
mod transaction;

use std::{fmt, sync::Arc, time::Duration};

use aws_sdk_dynamodb::Client;

pub use error::{Refusal, WriteError};
pub use member_batch::MEMBERS_PER_TRANSACTION;
pub use reading::MemberSessions;
pub use session::{
    LONGEST_INTERMEDIATE_SECONDS, LONGEST_SESSION_SECONDS, NewIntermediateSession, NewMemberSession,
};

use crate::ProjectReader;
use org_discovery::domain::{Entropy, ProjectId, Stamp};
use org_discovery::store::dynamodb::{DynamoDb, TableNames};

/// How often a write starts again when others write the same items.
const ATTEMPTS: u32 = 20;
/// The wait before a write starts again, more or less: those who met must not meet again. It grows by as much each time.
const WAIT: Duration = Duration::from_millis(5);

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

/// What putting something comes to.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Effect {
    /// There was nothing of that name.
    Added,
    /// There was, and it was different.
    Changed,
    /// Everything was so already.
    Unchanged,
}

/// The five tables, for writing, in one project.
#[derive(Clone)]
pub struct Writer {
    client: Client,
    tables: TableNames,
    project: ProjectId,
    entropy: Arc<dyn Entropy>,
}

impl fmt::Debug for Writer {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Writer")
            .field("tables", &self.tables)
            .field("project", &self.project)
            .finish_non_exhaustive()
    }
}

impl Writer {
    /// Writes `project`'s data into `tables` through `client`.
    #[must_use]
    pub fn new(client: Client, tables: TableNames, project: ProjectId, entropy: Arc<dyn Entropy>) -> Self {
        Self { client, tables, project, entropy }
    }

    fn fresh_stamp(&self) -> Stamp {
        Stamp::fresh(&*self.entropy)
    }

    /// Tries until the change is committed or there is nothing to do. `attempt` reads afresh each time, and says `None` when
    /// others wrote what it had read.
    async fn until_committed<F>(&self, attempt: impl Fn() -> F + Send) -> Result<Outcome, WriteError>
    where
        F: Future<Output = Result<Option<Outcome>, WriteError>> + Send,
    {
        for round in 1..=ATTEMPTS {
            if let Some(outcome) = attempt().await? {
                return Ok(outcome);
            }
            tokio::time::sleep((WAIT * round).mul_f64(0.5 + fastrand::f64())).await;
        }
        Err(WriteError::Contended)
    }

    /// The same tables, for reading.
    #[must_use]
    pub fn reads(&self) -> DynamoDb {
        DynamoDb::new(self.client.clone(), self.tables.clone())
    }

    /// Returns the reads of operators over the same tables.
    #[must_use]
    pub fn reader(&self) -> ProjectReader {
        ProjectReader::new(self.client.clone(), self.tables.clone(), self.project.clone())
    }

    /// The project whose data this writes.
    #[must_use]
    pub fn project(&self) -> &ProjectId {
        &self.project
    }
}
