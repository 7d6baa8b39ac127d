//! The context of a running import.

use super::{
    check::CheckedImport,
    entity::Entity,
    record_writer::{RecordOutcome, RecordWriter},
};

/// A running import: the checked input and its writer.
pub(super) struct ImportRun<'i> {
    pub(super) checked: &'i CheckedImport,
    pub(super) records: RecordWriter<'i>,
    /// Called with the number of records that were processed.
    pub(super) advance: &'i (dyn Fn(u64) + Sync),
}

/// The maximum number of concurrent writes.
pub(super) const MAX_CONCURRENT_WRITES: usize = 8;

/// A record, and the result of writing it.
pub(super) type WriteResult<T> = (Entity<T>, RecordOutcome);
