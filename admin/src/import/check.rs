//! Checks the complete input before anything is written.

use super::{
    diagnostics::Diagnostics,
    error::ImportError,
    input::Input,
    input_check::InputCheck,
    options::ImportOptions,
    record_kind::ByKind,
    records::Record,
    refused_records::RefusedRecords,
    skipped_records::{LeftOut, SkippedRecords},
    sources::Source,
};
use crate::Writer;

/// Checked input, ready to be written.
#[derive(Debug)]
pub struct CheckedImport {
    pub(super) input: Input,
    pub(super) options: ImportOptions,
    pub(super) skipped: SkippedRecords,
    /// The records with errors, if they are left out.
    pub(super) refused: Option<RefusedRecords>,
    pub(super) counts: ByKind<u64>,
    pub(super) sessions_without_token: u64,
    pub(super) warnings: Diagnostics,
}

/// The use of a record by the import.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Treatment {
    Write,
    /// It is a duplicate or an older version, or it is refused.
    LeaveOut,
    /// Another Member has the address of this deleted Member.
    Replaced,
}

impl CheckedImport {
    /// Checks the input on its own: its Members must belong to organizations in the input.
    ///
    /// # Errors
    /// [`ImportError::Refused`] with the errors in the input, or [`ImportError`] if the input cannot be read.
    pub fn check(sources: Vec<Source>, options: ImportOptions) -> Result<Self, ImportError> {
        let mut check = InputCheck::read(sources, options)?;
        if check.is_complete() {
            check.require_organizations()?;
        }
        check.finish()
    }

    /// Checks the input against the tables: its Members may belong to stored organizations, and its organizations must
    /// not conflict with stored ones.
    ///
    /// # Errors
    /// [`ImportError::Refused`] with the errors in the input, or [`ImportError`] if the input or the tables cannot be
    /// read.
    pub async fn check_with_tables(
        sources: Vec<Source>,
        options: ImportOptions,
        writer: &Writer,
    ) -> Result<Self, ImportError> {
        let mut check = InputCheck::read(sources, options)?;
        if check.is_complete() {
            check.compare_with_tables(writer).await?;
        }
        check.finish()
    }

    /// Returns the warnings about skipped and doubtful records.
    #[must_use]
    pub fn warnings(&self) -> &Diagnostics {
        &self.warnings
    }

    /// Returns the number of valid organizations, Members and sessions, including those that are left out.
    #[must_use]
    pub fn records(&self) -> u64 {
        self.counts.all()
    }

    /// Returns the numbers of valid records that are left out.
    #[must_use]
    pub fn left_out(&self) -> LeftOut {
        LeftOut { sessions_without_token: self.sessions_without_token, ..self.skipped.left_out() }
    }

    pub(super) fn treatment(&self, record: &Record) -> Treatment {
        let (kind, position) = (record.kind(), record.position());
        let is_refused = || self.refused.as_ref().is_some_and(|refused| refused.contains(record));
        if self.skipped.is_copy(kind, position) || is_refused() {
            Treatment::LeaveOut
        } else if matches!(record, Record::Member(..)) && self.skipped.is_replaced_member(position) {
            Treatment::Replaced
        } else {
            Treatment::Write
        }
    }
}
