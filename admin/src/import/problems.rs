//! The errors of a check. They refuse the whole import, or with [`ImportOptions::skip_invalid`] only their records.

use std::collections::BTreeMap;

use super::{
    diagnostics::{Diagnostic, Diagnostics},
    options::ImportOptions,
    record_kind::{ByKind, RecordKind},
};

/// Collects the errors of a check.
#[derive(Default)]
pub(super) struct Problems {
    /// The errors that refuse the import.
    fatal: Diagnostics,
    /// The refused records, if they are skipped.
    skipped: Option<RefusalReasons>,
}

/// The reasons of refused records by position.
pub(super) type RefusalReasons = ByKind<BTreeMap<u64, Vec<Diagnostic>>>;

impl Problems {
    pub(super) fn new(options: ImportOptions) -> Self {
        Self { fatal: Diagnostics::default(), skipped: options.skip_invalid.then(RefusalReasons::default) }
    }

    /// Adds an error after which the import cannot be written.
    pub(super) fn refuse_import(&mut self, diagnostics: Diagnostics) {
        self.fatal.append(diagnostics);
    }

    /// Adds an error of one record.
    pub(super) fn refuse(&mut self, kind: RecordKind, position: u64, reason: Diagnostic) {
        match &mut self.skipped {
            Some(skipped) => skipped.of_mut(kind).entry(position).or_default().push(reason),
            None => self.fatal.push(reason),
        }
    }

    /// Returns the largest number of errors of one kind whose locations are needed. The others are only counted.
    pub(super) fn max_located(&self) -> usize {
        if self.skipped.is_some() { usize::MAX } else { Diagnostics::MAX_KEPT }
    }

    /// Sorts the errors, keeps the first [`Self::max_located`] and counts the others.
    pub(super) fn keep_located<C: Ord>(&mut self, conflicts: &mut Vec<C>) {
        conflicts.sort_unstable();
        self.keep_first(conflicts);
    }

    /// Keeps the first [`Self::max_located`] errors and counts the others.
    pub(super) fn keep_first<C>(&mut self, conflicts: &mut Vec<C>) {
        if self.skipped.is_none() {
            self.fatal.keep_first(conflicts);
        }
    }

    /// Returns the errors that refuse the import, and the reasons of the records that are skipped.
    pub(super) fn end(self) -> (Diagnostics, Option<RefusalReasons>) {
        (self.fatal, self.skipped)
    }

    pub(super) fn count(&mut self, more: usize) {
        self.fatal.count(more);
    }

    pub(super) fn is_refused(&self, kind: RecordKind, position: u64) -> bool {
        self.skipped.as_ref().is_some_and(|skipped| skipped.of(kind).contains_key(&position))
    }
}
