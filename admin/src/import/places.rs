//! Places of records, found by reading the input again.

use std::collections::{HashMap, HashSet};

use super::{
    diagnostics::Diagnostic,
    error::ImportError,
    records::{Record, RecordFilter, read_records},
    sources::Source,
};
use org_discovery::domain::OrganizationId;

/// Positions of the records whose places are needed.
#[derive(Default)]
pub(super) struct WantedPlaces {
    pub(super) organizations: HashSet<u64>,
    pub(super) members: HashSet<u64>,
    pub(super) sessions: HashSet<u64>,
}

impl WantedPlaces {
    /// Reads the input again, unless no place is needed.
    pub(super) fn read(&self, sources: &[Source]) -> Result<RecordPlaces, ImportError> {
        let mut places = RecordPlaces::default();
        if self.organizations.is_empty() && self.members.is_empty() && self.sessions.is_empty() {
            return Ok(places);
        }
        read_records(sources, RecordFilter::All, &mut |record| self.note(record, &mut places))?;
        Ok(places)
    }

    fn note(&self, record: Record, places: &mut RecordPlaces) {
        match record {
            Record::Organization(position, organization) if self.organizations.contains(&position) => {
                places.organizations.insert(position, organization.diagnostic("", String::new()));
            }
            Record::Member(position, member) if self.members.contains(&position) => {
                let place = member.diagnostic("", String::new());
                let organization = member.value.organization_id;
                places.members.insert(position, MemberPlace { place, organization });
            }
            Record::Session(position, session) if self.sessions.contains(&position) => {
                places.sessions.insert(position, session.diagnostic("", String::new()));
            }
            Record::Organization(..) | Record::Member(..) | Record::Session(..) => {}
        }
    }
}

/// Places of records by their positions, as diagnostics without a reason.
#[derive(Default)]
pub(super) struct RecordPlaces {
    organizations: HashMap<u64, Diagnostic>,
    members: HashMap<u64, MemberPlace>,
    sessions: HashMap<u64, Diagnostic>,
}

/// The place of a Member, and its organization.
pub(super) struct MemberPlace {
    pub(super) place: Diagnostic,
    pub(super) organization: OrganizationId,
}

impl RecordPlaces {
    pub(super) fn organization(&self, position: u64) -> Option<&Diagnostic> {
        self.organizations.get(&position)
    }

    pub(super) fn member(&self, position: u64) -> Option<&MemberPlace> {
        self.members.get(&position)
    }

    pub(super) fn session(&self, position: u64) -> Option<&Diagnostic> {
        self.sessions.get(&position)
    }
}

/// Creates the diagnostic of a field at a place.
pub(super) fn at_field(place: &Diagnostic, field: &str, reason: String) -> Diagnostic {
    Diagnostic { file: place.file.clone(), place: format!("{}{field}", place.place), reason }
}
