//! Checks the complete input before anything is written.

use super::{
    conflicts::SkippedRecords,
    diagnostics::Diagnostics,
    error::ImportError,
    fingerprints::{Fingerprints, RecordCounts},
    locations::RequestedLocations,
    missing_organizations::MissingOrganizations,
    options::ImportOptions,
    records::{RecordFilter, read_records},
    search_pages::LastPages,
    sources::Source,
    stored_values::ImportedValues,
};
use crate::Writer;

/// Input without errors, ready to be written.
#[derive(Debug)]
pub struct CheckedImport {
    pub(super) sources: Vec<Source>,
    pub(super) options: ImportOptions,
    /// Duplicates, and deleted Members whose address another Member has.
    pub(super) skipped: SkippedRecords,
    pub(super) counts: RecordCounts,
    warnings: Diagnostics,
}

impl CheckedImport {
    /// Checks the input on its own: its Members must belong to organizations in the input.
    ///
    /// # Errors
    /// [`ImportError::Refused`] with the errors in the input, or [`ImportError`] if the input cannot be read.
    pub fn check(sources: Vec<Source>, options: ImportOptions) -> Result<Self, ImportError> {
        let mut check = InputCheck::read(sources, options)?;
        // An organization that cannot be parsed would be reported as missing.
        if check.all_parsed {
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
        // The lookup reads the input again, and would report an error in it as a change during the import.
        if check.problems.is_empty() {
            check.compare_with_tables(writer).await?;
        }
        check.finish()
    }

    /// Returns the warnings about skipped and doubtful records.
    #[must_use]
    pub fn warnings(&self) -> &Diagnostics {
        &self.warnings
    }

    /// Returns the number of organizations, Members and sessions, including skipped records.
    #[must_use]
    pub fn records(&self) -> u64 {
        self.counts.all()
    }
}

/// Input that was read once.
struct InputCheck {
    sources: Vec<Source>,
    options: ImportOptions,
    /// True if every record was parsed.
    all_parsed: bool,
    skipped: SkippedRecords,
    counts: RecordCounts,
    missing: MissingOrganizations,
    values: ImportedValues,
    problems: Diagnostics,
    warnings: Diagnostics,
}

impl InputCheck {
    fn read(sources: Vec<Source>, options: ImportOptions) -> Result<Self, ImportError> {
        let mut fingerprints = Fingerprints::new(options.sessions);
        let findings = read_records(&sources, RecordFilter::All, &mut |record| fingerprints.add(record))?;
        let (mut conflicts, unique, missing) = fingerprints.conflicts();
        let mut check = Self {
            sources,
            options,
            all_parsed: findings.problems.is_empty(),
            skipped: conflicts.take_skipped(),
            counts: fingerprints.counts,
            missing,
            values: fingerprints.take_values(),
            problems: findings.problems,
            warnings: findings.warnings,
        };
        check.add_pages(findings.pages);
        check.problems.extend(fingerprints.refused_sessions());
        check.problems.append(fingerprints.problems);
        check.warnings.append(fingerprints.warnings);
        let mut requested = RequestedLocations::default();
        conflicts.request_locations(&mut requested, &mut check.problems, &mut check.warnings);
        fingerprints.sessions.request_locations(&mut requested, &mut check.problems);
        let locations = requested.read(&check.sources)?;
        conflicts.describe(&locations, &mut check.problems, &mut check.warnings);
        fingerprints.sessions.describe(&locations, &mut check.problems);
        let (problems, warnings) = unique.locate(&check.sources)?;
        check.problems.append(problems);
        check.warnings.append(warnings);
        Ok(check)
    }

    fn add_pages(&mut self, pages: LastPages) {
        if self.options.allow_partial {
            self.warnings.append(pages.warnings());
        } else {
            self.problems.append(pages.problems());
        }
    }

    /// Reports Members whose organization is not in the input.
    fn require_organizations(&mut self) -> Result<(), ImportError> {
        let mut requested = RequestedLocations::default();
        self.missing.request_locations(&mut requested, &mut self.problems);
        let locations = requested.read(&self.sources)?;
        self.missing.describe(&locations, &mut self.problems);
        Ok(())
    }

    async fn compare_with_tables(&mut self, writer: &Writer) -> Result<(), ImportError> {
        let missing = std::mem::take(&mut self.missing);
        self.problems.append(missing.check_organizations(&self.sources, writer).await?);
        self.problems.append(self.values.conflicts_with_stored(&self.sources, writer).await?);
        Ok(())
    }

    fn finish(self) -> Result<CheckedImport, ImportError> {
        if !self.problems.is_empty() {
            return Err(ImportError::Refused(self.problems));
        }
        let Self { sources, options, skipped, counts, warnings, .. } = self;
        Ok(CheckedImport { sources, options, skipped, counts, warnings })
    }
}
