//! The input after its first pass.

use super::{records::ErrorCounts, sources::Source};

/// The sources, and what every further pass must find in them again.
#[derive(Debug, Clone, Default)]
pub(super) struct Input {
    pub(super) sources: Vec<Source>,
    pub(super) errors: ErrorCounts,
    /// True if records with errors are left out.
    pub(super) skips_invalid: bool,
}
