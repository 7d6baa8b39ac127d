//! The check of the input as a whole.

use super::{
    conflicts::LeftOut,
    diagnostics::Diagnostics,
    error::ImportError,
    fingerprints::{Fingerprints, RecordCounts},
    missing_organizations::MissingOrganizations,
    options::ImportOptions,
    places::WantedPlaces,
    records::{RecordFilter, read_records},
    search_pages::LastPages,
    sources::Source,
    stored_values::ImportedValues,
};
use crate::Writer;

/// Input without mistakes, ready to be written.
#[derive(Debug)]
pub struct CheckedImport {
    pub(super) sources: Vec<Source>,
    pub(super) options: ImportOptions,
    /// Repeated records, and deleted Members whose address another Member has.
    pub(super) left_out: LeftOut,
    pub(super) counts: RecordCounts,
    warnings: Diagnostics,
}

impl CheckedImport {
    /// Checks the input by itself: its Members belong to organizations in the input.
    ///
    /// # Errors
    /// [`ImportError::Refused`] with the mistakes, or [`ImportError`] when the input cannot be read.
    pub fn check(sources: Vec<Source>, options: ImportOptions) -> Result<Self, ImportError> {
        let mut check = InputCheck::read(sources, options)?;
        // An organization that cannot be parsed is not missing.
        if check.is_parsed {
            check.require_organizations()?;
        }
        check.finish()
    }

    /// Checks the input together with the tables: its Members may belong to stored organizations, and its organizations must
    /// not have values of stored ones.
    ///
    /// # Errors
    /// [`ImportError::Refused`] with the mistakes, or [`ImportError`] when the input or the store cannot be read.
    pub async fn check_with_tables(
        sources: Vec<Source>,
        options: ImportOptions,
        writer: &Writer,
    ) -> Result<Self, ImportError> {
        let mut check = InputCheck::read(sources, options)?;
        // Another mistake in the input would end the look-up as a change of the input.
        if check.problems.is_empty() {
            check.compare_with_tables(writer).await?;
        }
        check.finish()
    }

    /// Returns what was left out, and what is doubtful.
    #[must_use]
    pub fn warnings(&self) -> &Diagnostics {
        &self.warnings
    }

    /// Returns the number of organizations, Members and sessions, including those that are left out.
    #[must_use]
    pub fn records(&self) -> u64 {
        self.counts.all()
    }
}

/// Input that was read once.
struct InputCheck {
    sources: Vec<Source>,
    options: ImportOptions,
    /// Whether every record was parsed.
    is_parsed: bool,
    left_out: LeftOut,
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
            is_parsed: findings.problems.is_empty(),
            left_out: conflicts.take_left_out(),
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
        let mut wanted = WantedPlaces::default();
        conflicts.want_places(&mut wanted, &mut check.problems, &mut check.warnings);
        fingerprints.sessions.want_places(&mut wanted, &mut check.problems);
        let places = wanted.read(&check.sources)?;
        conflicts.describe(&places, &mut check.problems, &mut check.warnings);
        fingerprints.sessions.describe(&places, &mut check.problems);
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

    /// Refuses Members whose organization is not in the input.
    fn require_organizations(&mut self) -> Result<(), ImportError> {
        let mut wanted = WantedPlaces::default();
        self.missing.want_places(&mut wanted, &mut self.problems);
        let places = wanted.read(&self.sources)?;
        self.missing.describe(&places, &mut self.problems);
        Ok(())
    }

    async fn compare_with_tables(&mut self, writer: &Writer) -> Result<(), ImportError> {
        let missing = std::mem::take(&mut self.missing);
        self.problems.append(missing.look_up(&self.sources, writer).await?);
        self.problems.append(self.values.stored_elsewhere(&self.sources, writer).await?);
        Ok(())
    }

    fn finish(self) -> Result<CheckedImport, ImportError> {
        if !self.problems.is_empty() {
            return Err(ImportError::Refused(self.problems));
        }
        let Self { sources, options, left_out, counts, warnings, .. } = self;
        Ok(CheckedImport { sources, options, left_out, counts, warnings })
    }
}
