//! Records that were refused because others in the tables still have what they need, and may be written after those.

use super::report::Refused;
use crate::data_file::Notice;

/// Records that are kept until the end, at most. More are refused at once.
const KEPT: usize = 2048;

/// Records that wait, each with the notice of its refusal.
pub(super) struct Waiting<W>(pub(super) Vec<(W, Notice)>);

impl<W> Default for Waiting<W> {
    fn default() -> Self {
        Self(Vec::new())
    }
}

impl<W> Waiting<W> {
    /// Keeps a record that may be written later, or returns the notice of the refusal.
    pub(super) fn keep(&mut self, refused: Refused<W>) -> Option<Notice> {
        match refused.waits {
            Some(waits) if self.0.len() < KEPT => {
                self.0.push((waits, refused.notice));
                None
            }
            _ => Some(refused.notice),
        }
    }
}
