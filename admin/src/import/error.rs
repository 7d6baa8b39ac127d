//! Errors of imports.

use std::{fmt, io};

use thiserror::Error;

use super::diagnostics::{Diagnostic, Diagnostics};
use crate::WriteError;

/// An import that was refused or interrupted. What was written until then stays; importing again completes it.
#[derive(Debug, Error)]
pub enum ImportError {
    /// Mistakes in the data, or records that contradict the tables.
    #[error("{0}")]
    Refused(Diagnostics),
    /// A file cannot be read.
    #[error("{name}: {error}")]
    Unreadable {
        /// The file.
        name: String,
        /// The reason.
        error: io::Error,
    },
    /// A file differs from the one that was checked.
    #[error("the input changed while it was imported; do it again")]
    Changed,
    /// The store failed.
    #[error(transparent)]
    Store(#[from] WriteError),
}

/// Mistakes in a file that holds a single organization or Member.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SingleRecordError(pub Vec<Diagnostic>);

impl fmt::Display for SingleRecordError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let lines: Vec<String> = self.0.iter().map(ToString::to_string).collect();
        f.write_str(&lines.join("\n"))
    }
}

impl std::error::Error for SingleRecordError {}
