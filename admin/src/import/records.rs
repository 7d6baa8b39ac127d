//! Reads and parses the records of the input.

use super::{
    diagnostics::Diagnostics,
    entity::{Entity, EntityParser},
    error::ImportError,
    reader::{self, RecordSink},
    search_pages::{LastPages, SearchPage},
    sessions::{self, SessionEntry},
    sources::Source,
};
use org_discovery::domain::{Member, Organization, OrganizationId};

/// A parsed record, with its position among all records of its kind.
pub(super) enum Record {
    Organization(u64, Box<Entity<Organization>>),
    Member(u64, Box<Entity<Member>>),
    Session(u64, Box<Entity<SessionEntry>>),
}

/// The kinds of records to parse. Other records are skipped.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum RecordFilter {
    All,
    Organizations,
    Members,
    Sessions,
}

/// The diagnostics and search pages of the input.
#[derive(Default)]
pub(super) struct Findings {
    pub(super) problems: Diagnostics,
    pub(super) warnings: Diagnostics,
    pub(super) pages: LastPages,
}

/// Reads the sources in order, and passes the records that match `filter` to `take`.
pub(super) fn read_records(
    sources: &[Source],
    filter: RecordFilter,
    take: &mut dyn FnMut(Record),
) -> Result<Findings, ImportError> {
    let (mut findings, mut positions) = (Findings::default(), Positions::default());
    for source in sources {
        let parser = EntityParser::new(&source.name);
        let mut sink = RecordParser { parser, findings, positions, filter, take: &mut *take };
        let read = source.open().and_then(|file| reader::read(file, &mut sink));
        read.map_err(|error| ImportError::Unreadable { name: source.name.clone(), error })?;
        (findings, positions) = (sink.findings, sink.positions);
    }
    Ok(findings)
}

/// The positions of the next records.
#[derive(Default)]
struct Positions {
    organizations: u64,
    members: u64,
    sessions: u64,
}

/// Returns the position, and advances it.
fn take_next(position: &mut u64) -> u64 {
    let this = *position;
    *position += 1;
    this
}

/// Parses the records that the reader finds.
struct RecordParser<'r> {
    parser: EntityParser<'r>,
    findings: Findings,
    positions: Positions,
    filter: RecordFilter,
    take: &'r mut dyn FnMut(Record),
}

impl RecordParser<'_> {
    fn accepts(&self, kind: RecordFilter) -> bool {
        self.filter == RecordFilter::All || self.filter == kind
    }

    fn emit(&mut self, record: Option<Record>) {
        if let Some(record) = record {
            (self.take)(record);
        }
        self.keep_diagnostics();
    }

    fn keep_diagnostics(&mut self) {
        self.findings.problems.extend(self.parser.problems.drain(..));
        self.findings.warnings.extend(self.parser.warnings.drain(..));
    }
}

impl RecordSink for RecordParser<'_> {
    fn organization(&mut self, pointer: &str, json: &str) {
        let position = take_next(&mut self.positions.organizations);
        if !self.accepts(RecordFilter::Organizations) {
            return;
        }
        let raw = self.parser.valid_json(pointer, json);
        let organization = raw.and_then(|raw| self.parser.entity(pointer, raw.get(), &[]));
        self.emit(organization.map(|entity| Record::Organization(position, Box::new(entity))));
    }

    fn member(&mut self, pointer: &str, json: &str, within: Option<&OrganizationId>) {
        let position = take_next(&mut self.positions.members);
        if !self.accepts(RecordFilter::Members) {
            return;
        }
        let raw = self.parser.valid_json(pointer, json);
        let member = raw.and_then(|raw| match within {
            Some(id) => self.parser.nested_member(id, pointer, raw),
            None => self.parser.entity(pointer, raw.get(), &[]),
        });
        self.emit(member.map(|entity| Record::Member(position, Box::new(entity))));
    }

    fn session(&mut self, pointer: &str, json: &str) {
        let position = take_next(&mut self.positions.sessions);
        if !self.accepts(RecordFilter::Sessions) {
            return;
        }
        let raw = self.parser.valid_json(pointer, json);
        let session = raw.and_then(|raw| sessions::parse(pointer, raw, &mut self.parser));
        self.emit(session.map(|entity| Record::Session(position, Box::new(entity))));
    }

    fn search_page(&mut self, pointer: &str, page: SearchPage) {
        self.findings.pages.add(self.parser.file(), pointer, page);
    }

    fn refuse(&mut self, pointer: &str, reason: &str) {
        self.parser.refuse(pointer, reason);
        self.keep_diagnostics();
    }

    fn unknown_field(&mut self, pointer: &str, field: &str) {
        self.parser.warn_of_unknown(pointer, field);
        self.keep_diagnostics();
    }
}
