//! Reads and parses the records of the input.

use super::{
    diagnostics::{Diagnostic, Diagnostics},
    entity::Entity,
    error::ImportError,
    interruptible::{Interruptible, ReadStop},
    reader,
    record_kind::{ByKind, RecordFilter, RecordKind},
    record_parser::RecordParser,
    refused_record::RawRecord,
    search_pages::LastPages,
    sessions::SessionEntry,
    sources::Source,
};
use org_discovery::domain::{Member, Organization};

/// A parsed record, with its position among all records of its kind.
pub(super) enum Record {
    Organization(u64, Box<Entity<Organization>>),
    Member(u64, Box<Entity<Member>>),
    Session(u64, Box<Entity<SessionEntry>>),
}

impl Record {
    pub(super) fn kind(&self) -> RecordKind {
        match self {
            Self::Organization(..) => RecordKind::Organization,
            Self::Member(..) => RecordKind::Member,
            Self::Session(..) => RecordKind::Session,
        }
    }

    pub(super) fn position(&self) -> u64 {
        match self {
            Self::Organization(position, _) | Self::Member(position, _) | Self::Session(position, _) => {
                *position
            }
        }
    }
}

/// A record as the reader found it.
pub(super) struct ReadRecord<'r> {
    pub(super) kind: RecordKind,
    pub(super) position: u64,
    pub(super) raw: RawRecord<'r>,
    pub(super) content: RecordContent,
}

/// The content of a record.
pub(super) enum RecordContent {
    /// A record that is valid on its own.
    Valid(Record),
    /// A record with errors. It is absent if it cannot be parsed.
    Invalid(Option<Record>, Vec<Diagnostic>),
    /// A Member that is nested in an organization without a valid id.
    NestedInInvalidOrganization,
}

impl RecordContent {
    /// Returns the record, if it was parsed.
    pub(super) fn into_record(self) -> Option<Record> {
        match self {
            Self::Valid(record) => Some(record),
            Self::Invalid(record, _) => record,
            Self::NestedInInvalidOrganization => None,
        }
    }
}

/// A part of the input.
pub(super) enum InputPart<'r> {
    Record(ReadRecord<'r>),
    /// A line that is not a JSON object, in a file with one record per line.
    BrokenLine(Diagnostic, &'r str),
    /// An error after which records may be missing.
    Problem(Diagnostic),
}

/// The findings of a pass besides the records.
#[derive(Default)]
pub(super) struct Findings {
    pub(super) warnings: Diagnostics,
    pub(super) pages: LastPages,
    pub(super) errors: ErrorCounts,
}

/// The number of errors. Every pass finds the same number, unless the input changes.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub(super) struct ErrorCounts {
    /// Records that are not valid on their own.
    pub(super) invalid: ByKind<u64>,
    pub(super) broken_lines: u64,
    pub(super) problems: u64,
}

impl ErrorCounts {
    /// Returns the errors that a pass with this filter finds.
    pub(super) fn of_filter(mut self, filter: RecordFilter) -> Self {
        for kind in [RecordKind::Organization, RecordKind::Member, RecordKind::Session] {
            if !filter.accepts(kind) {
                *self.invalid.of_mut(kind) = 0;
            }
        }
        self
    }
}

/// Reads the sources in order, and passes their parts to `take`. Only records that match `filter` are parsed.
pub(super) fn read_input(
    sources: &[Source],
    filter: RecordFilter,
    stop: &ReadStop,
    take: &mut dyn FnMut(InputPart<'_>),
) -> Result<Findings, ImportError> {
    let (mut findings, mut positions) = (Findings::default(), ByKind::default());
    for source in sources {
        let mut sink = RecordParser::new(&source.name, findings, positions, filter, &mut *take);
        let file = source.open().map(|file| Interruptible::new(file, stop.clone()));
        let read = file.and_then(|file| reader::read(Box::new(file), &mut sink));
        read.map_err(|error| ImportError::Unreadable { name: source.name.clone(), error })?;
        (findings, positions) = sink.end();
    }
    Ok(findings)
}

/// Reads the sources in order, and passes the parsed records that match `filter` to `take`.
pub(super) fn read_records(
    sources: &[Source],
    filter: RecordFilter,
    take: &mut dyn FnMut(Record),
) -> Result<Findings, ImportError> {
    read_input(sources, filter, &ReadStop::default(), &mut |part| {
        if let InputPart::Record(read) = part {
            read.content.into_record().map(&mut *take);
        }
    })
}
