//! Parses the records that the reader finds.

use super::{
    diagnostics::Diagnostic,
    entity::{Entity, EntityParser},
    entity_checks,
    reader::{Nesting, RecordSink},
    record_kind::{ByKind, RecordFilter, RecordKind},
    records::{Findings, InputPart, ReadRecord, Record, RecordContent},
    refused_record::RawRecord,
    search_pages::SearchPage,
    sessions,
};

/// Parses the records of one file, and checks each on its own.
pub(super) struct RecordParser<'p> {
    parser: EntityParser<'p>,
    findings: Findings,
    /// The positions of the next records.
    positions: ByKind<u64>,
    filter: RecordFilter,
    take: &'p mut dyn FnMut(InputPart<'_>),
}

impl<'p> RecordParser<'p> {
    pub(super) fn new(
        file: &'p str,
        findings: Findings,
        positions: ByKind<u64>,
        filter: RecordFilter,
        take: &'p mut dyn FnMut(InputPart<'_>),
    ) -> Self {
        Self { parser: EntityParser::new(file), findings, positions, filter, take }
    }

    /// Returns the findings, and the positions of the next records.
    pub(super) fn end(self) -> (Findings, ByKind<u64>) {
        (self.findings, self.positions)
    }

    /// Parses a record, unless the filter excludes it. Every record takes a position.
    fn record(
        &mut self,
        kind: RecordKind,
        raw: RawRecord<'_>,
        parse: impl FnOnce(&mut EntityParser<'p>, u64) -> Option<Record>,
    ) {
        let next = self.positions.of_mut(kind);
        let position = *next;
        *next += 1;
        if !self.filter.accepts(kind) {
            return;
        }
        let record = parse(&mut self.parser, position);
        let mut problems: Vec<_> = self.parser.problems.drain(..).collect();
        problems.extend(record.as_ref().map(own_problems).unwrap_or_default());
        let content = match record {
            Some(record) if problems.is_empty() => RecordContent::Valid(record),
            None if problems.is_empty() => RecordContent::NestedInInvalidOrganization,
            record => RecordContent::Invalid(record, problems),
        };
        if !matches!(content, RecordContent::Valid(_)) {
            *self.findings.errors.invalid.of_mut(kind) += 1;
        }
        (self.take)(InputPart::Record(ReadRecord { kind, position, raw, content }));
        self.keep_warnings();
    }

    fn keep_warnings(&mut self) {
        for warning in self.parser.warnings.drain(..) {
            self.findings.warnings.push_grouped(warning);
        }
    }
}

/// Returns the errors of a record that was parsed.
fn own_problems(record: &Record) -> Vec<Diagnostic> {
    match record {
        Record::Organization(_, organization) => entity_checks::organization(organization),
        Record::Member(_, member) => entity_checks::member(member),
        Record::Session(..) => Vec::new(),
    }
}

impl RecordSink for RecordParser<'_> {
    fn organization(&mut self, pointer: &str, json: &str) {
        let raw = RawRecord::new(self.parser.file(), pointer, json);
        self.record(RecordKind::Organization, raw, |parser, position| {
            let raw = parser.valid_json(pointer, json)?;
            let organization = parser.entity(pointer, raw.get(), &[])?;
            Some(Record::Organization(position, Box::new(organization)))
        });
    }

    fn member(&mut self, pointer: &str, json: &str, nesting: Nesting<'_>) {
        let raw = RawRecord::new(self.parser.file(), pointer, json).nested(nesting);
        self.record(RecordKind::Member, raw, |parser, position| {
            if let Nesting::InvalidOrganization(_) = nesting {
                return None;
            }
            let raw = parser.valid_json(pointer, json)?;
            let member: Entity<_> = match nesting {
                Nesting::Organization(id) => parser.nested_member(id, pointer, raw)?,
                Nesting::Separate | Nesting::InvalidOrganization(_) => {
                    parser.entity(pointer, raw.get(), &[])?
                }
            };
            Some(Record::Member(position, Box::new(member)))
        });
    }

    fn session(&mut self, pointer: &str, json: &str) {
        let raw = RawRecord::new(self.parser.file(), pointer, json);
        self.record(RecordKind::Session, raw, |parser, position| {
            let raw = parser.valid_json(pointer, json)?;
            let session = sessions::parse(pointer, raw, parser)?;
            Some(Record::Session(position, Box::new(session)))
        });
    }

    fn search_page(&mut self, pointer: &str, page: SearchPage) {
        self.findings.pages.add(self.parser.file(), pointer, page);
    }

    fn broken_line(&mut self, pointer: &str, reason: &str, line: &str) {
        self.findings.errors.broken_lines += 1;
        let diagnostic = self.parser.diagnostic(pointer, reason.to_owned());
        (self.take)(InputPart::BrokenLine(diagnostic, line));
    }

    fn refuse(&mut self, pointer: &str, reason: &str) {
        self.findings.errors.problems += 1;
        let diagnostic = self.parser.diagnostic(pointer, reason.to_owned());
        (self.take)(InputPart::Problem(diagnostic));
    }

    fn unknown_field(&mut self, pointer: &str, field: &str) {
        self.parser.warn_of_unknown(pointer, field);
        self.keep_warnings();
    }
}
