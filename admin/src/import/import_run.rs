//! The context of an import that writes.

use super::{
    check::CheckedImport,
    entity::Entity,
    record_writer::{RecordOutcome, RecordWriter},
};

/// Checked input, and how it is written.
pub(super) struct ImportRun<'i> {
    pub(super) checked: &'i CheckedImport,
    pub(super) records: RecordWriter<'i>,
    /// Is called with the number of records that are done.
    pub(super) advance: &'i (dyn Fn(u64) + Sync),
}

/// Writes in flight at once.
pub(super) const PARALLEL: usize = 8;

/// A record, and the result of writing it.
pub(super) type Written<T> = (Entity<T>, RecordOutcome);
