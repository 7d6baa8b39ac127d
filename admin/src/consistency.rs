//! Checks derived items (edges, counters, Member id items, slug items, session pairs) against their source items, and
//! repairs them.
//!
//! Organizations and Members are the source. Each write changes the derived items in the same transaction, so an
//! inconsistency comes from a manual edit, a faulty writer or a restored backup.
//!
//! A scan is not a snapshot, because other writers continue while it runs. Each finding is therefore read again before
//! it is reported, and each repair is one transaction with the condition that the finding still holds.

mod check;
mod damaged_item;
mod inconsistency;
mod member_ref;
mod mentioned;
mod organization_facts;
mod repair;
mod repair_action;
mod report;

pub use damaged_item::DamagedKind;
pub use inconsistency::Inconsistency;
pub use member_ref::MemberRef;
pub use organization_facts::{OrganizationFacts, OrganizationState};
pub use repair::{Repair, Repaired};
pub use repair_action::RepairAction;
pub use report::{CheckNotice, CheckReport, CheckedItems};

use std::collections::BTreeSet;

use crate::{WriteError, project_tables::ProjectTables, stamps::Stamps};
use org_discovery::{domain::Timestamp, store::StoreError};
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
    /// [`WriteError::Store`] if a table cannot be read.
    pub async fn check(self, now: Timestamp) -> Result<CheckReport, WriteError> {
        Ok(check::run(self.tables, now).await?)
    }

    /// Alternates checks and repairs until a round repairs nothing, for a limited number of rounds. Inconsistencies whose
    /// action is not `allowed` are left. Each repair is added to `repaired` with the data that it removed, even if
    /// DynamoDB fails afterwards.
    ///
    /// # Errors
    /// [`WriteError`] if DynamoDB fails. Completed repairs are kept.
    pub async fn check_and_repair(
        self,
        now: Timestamp,
        allowed: &BTreeSet<RepairAction>,
        repaired: &mut Repaired,
    ) -> Result<(), WriteError> {
        Repairer::new(self.tables, self.stamps, now, allowed).run(repaired).await
    }
}

/// Checks all tables of a project without the means to repair them.
pub(crate) async fn check(tables: &ProjectTables, now: Timestamp) -> Result<CheckReport, StoreError> {
    check::run(tables, now).await
}
