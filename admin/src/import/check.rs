//! Imports: data of any size, checked as a whole, then written, and safe to do again.
//!
//! The input is read several times. First it is checked, with a few numbers kept of each record; only where these numbers
//! look suspicious is it read again, to say where. Then organizations are written, then Members, then sessions.

mod ahead;
mod elsewhere;
mod handed_on;
mod handed_on_slugs;
mod load;
mod notices;
mod pass;
mod proof;
mod records;
mod report;
mod search_pages;
mod source;
mod stored_values;
mod suspects;
mod unique;
mod waiting;

use std::io;

use thiserror::Error;

pub use notices::Notices;
pub use report::{Counts, ImportReport, Mode};
pub use source::{Source, SourceContent};

use crate::writer::{WriteError, Writer};
use pass::{Thing, Wanted, pass};
use records::Records;
use suspects::LeftOut;

/// Data that was found right, ready to be written.
#[derive(Debug)]
pub struct CheckedImport {
    sources: Vec<Source>,
    /// What stands there twice or gave way to others.
    left_out: LeftOut,
    warnings: Notices,
    records: u64,
}

/// What an import takes that needs to be asked for.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct ImportOptions {
    /// Write sessions too, instead of refusing input that holds any.
    pub with_sessions: bool,
    /// Take pages of a search after which more pages follow, instead of refusing them.
    pub allow_partial: bool,
}

/// Why an import was refused, or broke off. What was written until then stays; doing it again completes it.
#[derive(Debug, Error)]
pub enum ImportError {
    /// Mistakes in the data. Nothing was written.
    #[error("{0}")]
    Refused(Notices),
    /// A file cannot be read.
    #[error("{name}: {error}")]
    Unreadable {
        /// The file.
        name: String,
        /// Why.
        error: io::Error,
    },
    /// A file is another than the one that was checked.
    #[error("the input changed while it was imported; do it again")]
    Changed,
    /// The store failed.
    #[error(transparent)]
    Store(#[from] WriteError),
}

impl CheckedImport {
    /// Checks the input as a whole. What it says of Members may rest on organizations elsewhere in it, or in the store.
    ///
    /// # Errors
    /// [`ImportError::Refused`] with what is wrong, or [`ImportError`] when the input or the store cannot be read.
    pub async fn check(
        sources: Vec<Source>,
        options: ImportOptions,
        writer: &Writer,
    ) -> Result<Self, ImportError> {
        let mut records = Records::default();
        let mut found = pass(&sources, Wanted::Everything, &mut |thing| records.add(thing))?;
        let (mut suspects, conflicts, elsewhere) = records.suspects();
        let values = records.take_values();
        if !options.with_sessions {
            records.refuse_sessions();
        }
        let mut pages = std::mem::take(&mut found.pages).unfinished();
        if options.allow_partial {
            found.warnings.append(&mut pages);
        } else {
            found.problems.append(&mut pages);
        }
        found.problems.append(&mut records.problems);
        found.warnings.append(&mut records.warnings);
        let left_out = suspects.left_out();
        let mut located = suspects.locate(&sources)?;
        found.problems.append(&mut located.problems);
        found.warnings.append(&mut located.warnings);
        let (mut problems, mut warnings) = conflicts.locate(&sources)?;
        found.problems.append(&mut problems);
        found.warnings.append(&mut warnings);
        // A mistake elsewhere in the input would end the look-up as a change of it.
        if found.problems.is_empty() {
            found.problems = elsewhere.lost(&sources, writer).await?;
            found.problems.append(&mut values.stored_elsewhere(&sources, writer).await?);
        }
        if found.problems.is_empty() {
            Ok(Self { sources, left_out, warnings: found.warnings, records: records.count() })
        } else {
            Err(ImportError::Refused(found.problems))
        }
    }

    /// What was left out, and what looks doubtful.
    #[must_use]
    pub fn warnings(&self) -> &Notices {
        &self.warnings
    }

    /// How many organizations, Members and sessions there are, left out ones too.
    #[must_use]
    pub fn records(&self) -> u64 {
        self.records
    }
}
