//! Errors of imports.

use std::{fmt, io};

use thiserror::Error;

use super::diagnostics::{Diagnostic, Diagnostics};
use crate::WriteError;

/// The reason why an import was refused or interrupted. Records that were already written are kept. Importing again
/// completes the import.
#[derive(Debug, Error)]
pub enum ImportError {
    /// The input contains errors, or records conflict with the tables.
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
    /// A file changed after it was checked.
    #[error("the input changed during the import; run the import again")]
    Changed,
    /// A write or a DynamoDB call failed.
    #[error(transparent)]
    Store(#[from] WriteError),
}

/// The errors in a file that contains a single organization or Member.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SingleRecordError(pub Vec<Diagnostic>);

/// A record is refused because it contains unknown fields. One line describes each.
#[derive(Debug, Clone, PartialEq, Eq, Error)]
#[error("nothing was written, because of unknown fields")]
pub struct UnknownFields(pub Vec<String>);

impl fmt::Display for SingleRecordError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let lines: Vec<String> = self.0.iter().map(ToString::to_string).collect();
        f.write_str(&lines.join("\n"))
    }
}

impl std::error::Error for SingleRecordError {}
