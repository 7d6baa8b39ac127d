//! The first pass over the input, and the comparison of its records.

use super::{
    check::CheckedImport,
    diagnostics::{Diagnostic, Diagnostics},
    error::ImportError,
    fingerprints::Fingerprints,
    input::Input,
    interruptible::ReadStop,
    locations::RequestedLocations,
    missing_organizations::MissingOrganizations,
    options::ImportOptions,
    problems::Problems,
    record_kind::{RecordFilter, RecordKind},
    records::{Findings, InputPart, ReadRecord, RecordContent, read_input},
    refused_records::RefusedRecords,
    search_pages::LastPages,
    skipped_records::SkippedRecords,
    sources::Source,
};
use crate::Writer;

/// Input that was read once.
pub(super) struct InputCheck {
    input: Input,
    options: ImportOptions,
    fingerprints: Fingerprints,
    skipped: SkippedRecords,
    missing: MissingOrganizations,
    /// The organizations without which Members are refused, if records with errors are left out.
    absent_organizations: Vec<u64>,
    problems: Problems,
    warnings: Diagnostics,
}

impl InputCheck {
    pub(super) fn read(sources: Vec<Source>, options: ImportOptions) -> Result<Self, ImportError> {
        let mut check = Self {
            input: Input { sources, skips_invalid: options.skip_invalid, ..Input::default() },
            options,
            fingerprints: Fingerprints::new(options.sessions),
            skipped: SkippedRecords::default(),
            missing: MissingOrganizations::default(),
            absent_organizations: Vec::new(),
            problems: Problems::new(options),
            warnings: Diagnostics::default(),
        };
        let Findings { warnings, pages, errors } = check.first_pass()?;
        check.input.errors = errors;
        check.add_pages(pages);
        check.problems.refuse_import(check.fingerprints.refused_sessions().into_iter().collect());
        check.compare_records()?;
        // Warnings about single records come last, so that they cannot displace missing pages and older versions.
        check.warnings.append(std::mem::take(&mut check.fingerprints.warnings));
        check.warnings.append(warnings);
        Ok(check)
    }

    fn first_pass(&mut self) -> Result<Findings, ImportError> {
        let sources = self.input.sources.clone();
        read_input(&sources, RecordFilter::All, &ReadStop::default(), &mut |part| match part {
            InputPart::Record(read) => self.add(read),
            InputPart::BrokenLine(..) if self.options.skip_invalid => {}
            InputPart::BrokenLine(problem, _) | InputPart::Problem(problem) => self.refuse_import(problem),
        })
    }

    fn refuse_import(&mut self, problem: Diagnostic) {
        self.problems.refuse_import([problem].into_iter().collect());
    }

    /// A record with errors is compared like the others, so that all errors are reported in one run. If records with
    /// errors are left out, it cannot conflict with others.
    fn add(&mut self, read: ReadRecord<'_>) {
        match read.content {
            RecordContent::Valid(record) => self.fingerprints.add(record),
            RecordContent::NestedInInvalidOrganization => {}
            RecordContent::Invalid(record, problems) => {
                self.fingerprints.add_invalid(read.kind, &read.raw);
                if !self.options.skip_invalid {
                    self.problems.refuse_import(problems.into_iter().collect());
                    if let Some(record) = record {
                        self.fingerprints.add(record);
                    }
                }
            }
        }
    }

    fn add_pages(&mut self, pages: LastPages) {
        if self.options.allow_partial {
            self.warnings.append(pages.warnings());
        } else {
            self.problems.refuse_import(pages.problems());
        }
    }

    fn compare_records(&mut self) -> Result<(), ImportError> {
        let (mut conflicts, unique, missing) = self.fingerprints.conflicts();
        self.missing = missing;
        self.skipped = conflicts.take_skipped();
        let mut requested = RequestedLocations::default();
        conflicts.request_locations(&mut requested, &mut self.problems, &mut self.warnings);
        self.fingerprints.sessions.request_locations(&mut requested, &mut self.problems);
        let locations = requested.read(&self.input.sources)?;
        conflicts.describe(&locations, &mut self.problems, &mut self.warnings);
        self.fingerprints.sessions.describe(&locations, &mut self.problems);
        unique.locate(&self.input.sources, &mut self.problems, &mut self.warnings)
    }

    /// Returns true if no records are missing because of an error in the input. Otherwise, their organizations would be
    /// reported as missing.
    pub(super) fn is_complete(&self) -> bool {
        let errors = &self.input.errors;
        errors.problems == 0 && (errors.broken_lines == 0 || self.options.skip_invalid)
    }

    /// Reports Members whose organization is not in the input.
    pub(super) fn require_organizations(&mut self) -> Result<(), ImportError> {
        if self.options.skip_invalid {
            self.absent_organizations = self.missing.ids().collect();
            self.absent_organizations.sort_unstable();
            return Ok(());
        }
        let mut requested = RequestedLocations::default();
        self.missing.request_locations(&mut requested, &mut self.problems);
        let locations = requested.read(&self.input.sources)?;
        self.missing.describe(&locations, &mut self.problems);
        Ok(())
    }

    pub(super) async fn compare_with_tables(&mut self, writer: &Writer) -> Result<(), ImportError> {
        let (problems, skip_invalid) = (&mut self.problems, self.options.skip_invalid);
        let missing = std::mem::take(&mut self.missing);
        let mut report = |position, reason| {
            // All Members of the organization are refused, not only this first one.
            if !skip_invalid {
                problems.refuse(RecordKind::Member, position, reason);
            }
        };
        self.absent_organizations = missing.check_organizations(&self.input, writer, &mut report).await?;
        let values = self.fingerprints.take_values();
        values.conflicts_with_stored(&self.input.sources, writer, &mut self.problems).await
    }

    pub(super) fn finish(self) -> Result<CheckedImport, ImportError> {
        let organizations = self.refused_organizations();
        let (fatal, reasons) = self.problems.end();
        if !fatal.is_empty() {
            return Err(ImportError::Refused(fatal));
        }
        let Fingerprints { counts, sessions_without_token, invalid_ids, .. } = self.fingerprints;
        let refused = reasons.map(|reasons| RefusedRecords {
            reasons,
            invalid_ids,
            organizations,
            missing_organizations: self.absent_organizations,
        });
        let Self { input, options, skipped, warnings, .. } = self;
        Ok(CheckedImport { input, options, skipped, refused, counts, sessions_without_token, warnings })
    }

    /// Returns the fingerprints of the ids of refused organizations.
    fn refused_organizations(&self) -> Vec<u64> {
        let Fingerprints { organizations, invalid_ids, .. } = &self.fingerprints;
        let refused = organizations
            .iter()
            .filter(|record| self.problems.is_refused(RecordKind::Organization, record.position));
        let mut ids: Vec<u64> = refused.map(|record| record.id).collect();
        ids.extend(&invalid_ids.organizations);
        ids.sort_unstable();
        ids
    }
}
