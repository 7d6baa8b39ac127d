//! Names of organizations, Members and items in the report.

use std::collections::BTreeMap;

use org_discovery::domain::OrganizationId;
use org_discovery_admin::{
    consistency::{DamagedKind, MemberRef, OrganizationFacts, OrganizationState},
    enumeration,
};

/// The organizations that the findings mention.
#[derive(Debug, Clone, Copy)]
pub struct Organizations<'r>(pub &'r BTreeMap<OrganizationId, OrganizationFacts>);

impl<'r> Organizations<'r> {
    /// Returns what is known about an organization.
    pub fn facts(self, id: &OrganizationId) -> Option<&'r OrganizationFacts> {
        self.0.get(id)
    }

    /// Returns the name and the id, or only the id if the organization has no name.
    pub fn name(self, id: &OrganizationId) -> String {
        match self.facts(id) {
            Some(facts) if !facts.name.is_empty() => format!("{} ({id})", facts.name),
            _ => id.to_string(),
        }
    }

    /// Returns the names of several organizations.
    pub fn names<'i>(self, ids: impl IntoIterator<Item = &'i OrganizationId>) -> String {
        enumeration(ids.into_iter().map(|id| self.name(id)))
    }

    /// Returns the heading of an organization: its name, its state and the time of its last change.
    pub fn heading(self, id: &OrganizationId) -> String {
        let name = self.name(id);
        let Some(facts) = self.facts(id) else {
            return name;
        };
        let state = match facts.state {
            OrganizationState::Stored => "",
            OrganizationState::Damaged => ", damaged",
            OrganizationState::Absent => ", does not exist",
        };
        let changed = facts.updated_at.map(|at| format!(", last changed {at}")).unwrap_or_default();
        format!("{name}{state}{changed}")
    }
}

/// Returns the id and the address of a Member.
pub fn member_name(MemberRef { member_id, email_address, .. }: &MemberRef) -> String {
    format!("Member {member_id} ({email_address})")
}

/// Returns the kind of a damaged item with the part of its key that identifies it.
pub fn damaged_item_name(kind: DamagedKind, key: &BTreeMap<String, String>) -> String {
    let value = |name: &str| key.get(name).map(String::as_str).unwrap_or_default();
    // The project is the first part of a partition key.
    let rest = |name: &str| value(name).split_once('#').map_or(value(name), |(_, rest)| rest).to_owned();
    match kind {
        DamagedKind::Project | DamagedKind::ProjectSecrets | DamagedKind::ProjectRevision => {
            "project".to_owned()
        }
        DamagedKind::Organization => format!("organization {}", rest("organization")),
        DamagedKind::Slug => format!("slug item {}", rest("organization").trim_start_matches("slug#")),
        DamagedKind::Counter => format!("counter {}", value("record")),
        DamagedKind::Member => format!("Member {}", rest("address")),
        DamagedKind::MemberId => format!("id item of Member {}", rest("address")),
        DamagedKind::RetiredAddress => format!("retired address {}", rest("address")),
        DamagedKind::Edge => format!("joinable edge {}", rest("edge")),
        DamagedKind::Session => format!("session item {}", value("token_hash")),
    }
}

/// Returns the location of a Member, which is stored as organization and address.
pub fn location_name(location: &str) -> String {
    location
        .split_once('#')
        .map_or_else(|| location.to_owned(), |(organization, address)| format!("{address} of {organization}"))
}
