//! The caller's view of a running import.

use super::refused_record::RefusedRecord;

/// Observes a running import, and can stop it. `()` does neither.
pub trait ImportObserver: Sync {
    /// Called with a number of records that were processed.
    fn advance(&self, _records: u64) {}

    /// Called with each record that conflicts with stored data. It is left out.
    fn refused(&self, _record: RefusedRecord) {}

    /// Returns true if the import must stop. It completes the writes that have started.
    fn must_stop(&self) -> bool {
        false
    }
}

impl ImportObserver for () {}
