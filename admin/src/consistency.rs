//! Checks derived items (edges, counters, items of ids and slugs, session pairs) against their source items, and repairs them.
//!
//! Organizations and Members are the source. Derived items are changed in the same transactions, so every inconsistency was
//! caused by a manual edit, a faulty writer or a restored backup.
//!
//! A scan is no snapshot: other writers continue while it runs. A finding of a scan is read again before it is reported, and
//! a repair is one transaction on the condition that the finding is still true.

mod check;
mod inconsistency;
mod member_ref;
mod repair;
mod report;

pub use inconsistency::Inconsistency;
pub use member_ref::MemberRef;
pub use repair::{RemoveDamaged, Repair, Repaired};
pub use report::{CheckNotice, CheckReport, CheckedItems};

use crate::{WriteError, project_tables::ProjectTables, stamps::Stamps};
use org_discovery::domain::Timestamp;
use repair::Repairer;

/// Checks and repairs the derived items of one project.
#[derive(Debug, Clone, Copy)]
pub struct Consistency<'w> {
    tables: &'w ProjectTables,
    stamps: Stamps<'w>,
}

impl<'w> Consistency<'w> {
    pub(crate) fn new(tables: &'w ProjectTables, stamps: Stamps<'w>) -> Self {
        Self { tables, stamps }
    }

    /// Checks all tables of the project.
    ///
    /// # Errors
    /// [`WriteError::Store`] when a table cannot be read.
    pub async fn check(self, now: Timestamp) -> Result<CheckReport, WriteError> {
        Ok(check::run(self.tables, now).await?)
    }

    /// Checks, repairs, and checks again, until nothing is found or nothing more can be repaired. The repairs, and what they
    /// removed, are in `repaired` even when the store fails midway.
    ///
    /// # Errors
    /// [`WriteError`] when the store fails. Completed repairs stay.
    pub async fn check_and_repair(
        self,
        now: Timestamp,
        damaged: RemoveDamaged,
        repaired: &mut Repaired,
    ) -> Result<(), WriteError> {
        Repairer::new(self.tables, self.stamps, now, damaged).run(repaired).await
    }
}
