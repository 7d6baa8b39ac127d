//! Records that were refused because of stored records, and may be written after those have changed.

use super::diagnostics::Diagnostic;

/// Records that are kept until the end, at most. More are refused at once.
const KEPT: usize = 2048;

/// Deferred records, each with the diagnostic of its refusal.
pub(super) struct Deferred<D>(pub(super) Vec<(D, Diagnostic)>);

impl<D> Default for Deferred<D> {
    fn default() -> Self {
        Self(Vec::new())
    }
}

impl<D> Deferred<D> {
    /// Keeps a record that may be written later, or returns the diagnostic of its refusal.
    pub(super) fn keep(&mut self, record: Option<D>, refusal: Diagnostic) -> Option<Diagnostic> {
        match record {
            Some(record) if self.0.len() < KEPT => {
                self.0.push((record, refusal));
                None
            }
            _ => Some(refusal),
        }
    }
}
