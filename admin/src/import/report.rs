//! What an import did, or would do.

use super::Notices;
use crate::{
    data_file::{Notice, entity::Entity},
    writer::{Effect, Refusal, WriteError},
};

/// Whether to write.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Mode {
    /// Write.
    Write,
    /// Only say what would be written.
    DryRun,
}

/// What became of the things of one kind.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Counts {
    /// New ones.
    pub added: u64,
    /// Those that were there and different.
    pub changed: u64,
    /// Those that were so already.
    pub unchanged: u64,
}

/// What an import did, or would do.
#[derive(Debug, Default)]
pub struct ImportReport {
    /// Organizations.
    pub organizations: Counts,
    /// Members.
    pub members: Counts,
    /// Sessions that were written.
    pub sessions: u64,
    /// What contradicts the tables, and was not written.
    pub refused: Notices,
}

impl Counts {
    pub(super) fn add(&mut self, effect: Effect) {
        match effect {
            Effect::Added => self.added += 1,
            Effect::Changed => self.changed += 1,
            Effect::Unchanged => self.unchanged += 1,
        }
    }
}

/// What became of one thing.
pub(super) type Done<W> = Result<Effect, Box<Refused<W>>>;

/// What was not written.
pub(super) struct Refused<W> {
    pub(super) notice: Notice,
    /// What waits, if it may be written later.
    pub(super) waits: Option<W>,
}

/// A refusal concerns one thing; any other failure ends the import.
pub(super) fn refusals<T, W>(
    done: Result<Effect, WriteError>,
    thing: &Entity<T>,
    waits: impl FnOnce(&Refusal) -> Option<W>,
) -> Result<Done<W>, WriteError> {
    match done {
        Ok(effect) => Ok(Ok(effect)),
        Err(WriteError::Refused(refusal)) => {
            let notice = thing.notice("", refusal.to_string());
            Ok(Err(Box::new(Refused { notice, waits: waits(&refusal) })))
        }
        Err(error) => Err(error),
    }
}
