//! Refused records that can be written after other records of the import.

use super::refusal::RefusedWrite;

/// The maximum number of deferred records. Further records are refused.
const MAX_DEFERRED: usize = 2048;

/// Deferred records, each with its refusal.
pub(super) struct Deferred<D>(pub(super) Vec<(D, RefusedWrite)>);

impl<D> Default for Deferred<D> {
    fn default() -> Self {
        Self(Vec::new())
    }
}

impl<D> Deferred<D> {
    /// Keeps a record that may be written later; otherwise returns its refusal.
    pub(super) fn keep(&mut self, record: Option<D>, refusal: RefusedWrite) -> Option<RefusedWrite> {
        match record {
            Some(record) if self.0.len() < MAX_DEFERRED => {
                self.0.push((record, refusal));
                None
            }
            _ => Some(refusal),
        }
    }
}
