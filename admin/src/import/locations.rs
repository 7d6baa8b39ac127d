//! Locations of records, found by reading the input again.

use std::collections::{HashMap, HashSet};

use super::{
    diagnostics::Diagnostic,
    error::ImportError,
    record_kind::RecordFilter,
    records::{Record, read_records},
    sources::Source,
};
use org_discovery::domain::OrganizationId;

/// The positions of the records whose locations are needed.
#[derive(Default)]
pub(super) struct RequestedLocations {
    pub(super) organizations: HashSet<u64>,
    pub(super) members: HashSet<u64>,
    pub(super) sessions: HashSet<u64>,
}

impl RequestedLocations {
    /// Reads the input again to find the locations, unless none are needed.
    pub(super) fn read(&self, sources: &[Source]) -> Result<RecordLocations, ImportError> {
        let mut locations = RecordLocations::default();
        if self.organizations.is_empty() && self.members.is_empty() && self.sessions.is_empty() {
            return Ok(locations);
        }
        read_records(sources, RecordFilter::All, &mut |record| self.note(record, &mut locations))?;
        Ok(locations)
    }

    fn note(&self, record: Record, locations: &mut RecordLocations) {
        match record {
            Record::Organization(position, organization) if self.organizations.contains(&position) => {
                locations.organizations.insert(position, organization.diagnostic("", String::new()));
            }
            Record::Member(position, member) if self.members.contains(&position) => {
                let location = member.diagnostic("", String::new());
                let organization = member.value.organization_id;
                locations.members.insert(position, LocatedMember { location, organization });
            }
            Record::Session(position, session) if self.sessions.contains(&position) => {
                locations.sessions.insert(position, session.diagnostic("", String::new()));
            }
            Record::Organization(..) | Record::Member(..) | Record::Session(..) => {}
        }
    }
}

/// The locations of records by position, as diagnostics without a reason.
#[derive(Default)]
pub(super) struct RecordLocations {
    organizations: HashMap<u64, Diagnostic>,
    members: HashMap<u64, LocatedMember>,
    sessions: HashMap<u64, Diagnostic>,
}

/// The location of a Member in the input, and its organization.
pub(super) struct LocatedMember {
    pub(super) location: Diagnostic,
    pub(super) organization: OrganizationId,
}

impl RecordLocations {
    pub(super) fn organization(&self, position: u64) -> Option<&Diagnostic> {
        self.organizations.get(&position)
    }

    pub(super) fn member(&self, position: u64) -> Option<&LocatedMember> {
        self.members.get(&position)
    }

    pub(super) fn session(&self, position: u64) -> Option<&Diagnostic> {
        self.sessions.get(&position)
    }
}

/// Creates the diagnostic of a field at a location.
pub(super) fn at_field(location: &Diagnostic, field: &str, reason: String) -> Diagnostic {
    Diagnostic { file: location.file.clone(), pointer: format!("{}{field}", location.pointer), reason }
}
