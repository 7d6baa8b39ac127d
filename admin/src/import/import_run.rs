//! The context of a running import.

use super::{
    check::CheckedImport,
    entity::Entity,
    record_writer::{RecordOutcome, RecordWriter},
    report::ImportReport,
};

/// A running import: the checked input and its writer.
pub(super) struct ImportRun<'i> {
    pub(super) checked: &'i CheckedImport,
    pub(super) records: RecordWriter<'i>,
}

impl ImportRun<'_> {
    /// Returns true if the import must stop, and reports it.
    pub(super) fn stops(&self, report: &mut ImportReport) -> bool {
        report.stopped |= self.records.must_stop();
        report.stopped
    }

    /// Counts processed records.
    pub(super) fn advance(&self, records: usize) {
        self.records.observer.advance(records as u64);
    }
}

/// The maximum number of concurrent writes.
pub(super) const MAX_CONCURRENT_WRITES: usize = 8;

/// A record, and the result of writing it.
pub(super) type WriteResult<T> = (Entity<T>, RecordOutcome);
