//! The result of an import.

use super::{diagnostics::Diagnostics, session_creation::LoadedSession};
use crate::Outcome;

/// The numbers of records of one kind, by outcome.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Counts {
    /// New records.
    pub added: u64,
    /// Records that differed from the stored ones.
    pub changed: u64,
    /// Records that were already stored.
    pub unchanged: u64,
}

/// The result of an import, or of a dry run.
#[derive(Debug, Default)]
pub struct ImportReport {
    /// Organizations.
    pub organizations: Counts,
    /// Members.
    pub members: Counts,
    /// Sessions that were written.
    pub sessions: u64,
    /// The credentials of the sessions that were written, with
    /// [`SessionPolicy::CreateAll`](super::SessionPolicy::CreateAll).
    pub loaded_sessions: Vec<LoadedSession>,
    /// Records that conflict with stored data and were skipped.
    pub refused: Diagnostics,
    /// True if the import was stopped before its end.
    pub stopped: bool,
}

impl Counts {
    pub(super) fn add(&mut self, outcome: Outcome) {
        match outcome {
            Outcome::Added => self.added += 1,
            Outcome::Changed => self.changed += 1,
            Outcome::Unchanged => self.unchanged += 1,
            // A put has no other outcome.
            Outcome::Removed | Outcome::Absent => {}
        }
    }
}
