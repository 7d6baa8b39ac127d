//! Records that repeat or contradict each other, found by numbers.

use std::mem::size_of;

use super::{
    diagnostics::{Diagnostic, Diagnostics},
    places::{RecordPlaces, WantedPlaces, at_field},
};

/// The numbers that are kept of an organization.
#[derive(Clone, Copy)]
pub(super) struct OrganizationFingerprint {
    pub(super) id: u64,
    pub(super) content: u64,
    pub(super) position: u64,
}

/// The numbers that are kept of a Member.
#[derive(Clone, Copy)]
pub(super) struct MemberFingerprint {
    pub(super) id: u64,
    pub(super) content: u64,
    pub(super) organization: u64,
    /// The address in the organization, as a value that another Member could have retired.
    pub(super) address: u64,
    pub(super) position: u64,
    pub(super) live: bool,
}

const _: () = assert!(size_of::<MemberFingerprint>() <= 64 && size_of::<OrganizationFingerprint>() <= 64);

/// Records that are not written, by position.
#[derive(Debug, Default)]
pub(super) struct LeftOut {
    organizations: Vec<u64>,
    members: Vec<u64>,
}

impl LeftOut {
    pub(super) fn has_organization(&self, position: u64) -> bool {
        self.organizations.binary_search(&position).is_ok()
    }

    pub(super) fn has_member(&self, position: u64) -> bool {
        self.members.binary_search(&position).is_ok()
    }
}

/// Positions of records that repeat or contradict each other: a later one, and the first.
#[derive(Default)]
pub(super) struct RecordConflicts {
    /// Organizations with one id that differ.
    organizations: Vec<(u64, u64)>,
    /// Members with one id that differ.
    members: Vec<(u64, u64)>,
    /// Members that share an address in an organization.
    addresses: Vec<(u64, u64)>,
    /// Deleted Members whose address another Member has now.
    replaced: Vec<u64>,
    /// Repetitions of the same record.
    repeated: LeftOut,
}

impl RecordConflicts {
    /// Compares the records. Leaves the first Member of each id in `members`.
    pub(super) fn find(
        organizations: &mut [OrganizationFingerprint],
        members: &mut Vec<MemberFingerprint>,
    ) -> Self {
        let mut conflicts = Self::default();
        conflicts.compare_organizations(organizations);
        conflicts.compare_member_ids(members);
        conflicts.compare_addresses(members);
        conflicts
    }

    fn compare_organizations(&mut self, organizations: &mut [OrganizationFingerprint]) {
        organizations.sort_unstable_by_key(|record| (record.id, record.position));
        for same_id in organizations.chunk_by(|a, b| a.id == b.id) {
            for record in &same_id[1..] {
                if record.content == same_id[0].content {
                    self.repeated.organizations.push(record.position);
                } else {
                    self.organizations.push((record.position, same_id[0].position));
                }
            }
        }
    }

    fn compare_member_ids(&mut self, members: &mut Vec<MemberFingerprint>) {
        members.sort_unstable_by_key(|record| (record.id, record.position));
        for same_id in members.chunk_by(|a, b| a.id == b.id) {
            for record in &same_id[1..] {
                if record.content == same_id[0].content {
                    self.repeated.members.push(record.position);
                } else {
                    self.members.push((record.position, same_id[0].position));
                }
            }
        }
        members.dedup_by_key(|record| record.id);
    }

    /// An organization has each address once. A deleted Member is left out if another Member has its address.
    fn compare_addresses(&mut self, members: &mut [MemberFingerprint]) {
        members.sort_unstable_by_key(|record| (record.address, record.position));
        for same_address in members.chunk_by(|a, b| a.address == b.address).filter(|same| same.len() > 1) {
            let last = same_address[same_address.len() - 1];
            let first_live = same_address.iter().find(|record| record.live);
            let kept = first_live.unwrap_or(&last).position;
            for record in same_address.iter().filter(|record| record.position != kept) {
                if record.live {
                    self.addresses.push((record.position, kept));
                } else {
                    self.replaced.push(record.position);
                }
            }
        }
    }

    /// Adds deleted Members that are left out, by position.
    pub(super) fn add_replaced(&mut self, replaced: Vec<u64>) {
        self.replaced.extend(replaced);
        self.replaced.sort_unstable();
        self.replaced.dedup();
    }

    /// Returns the records that are not written.
    pub(super) fn take_left_out(&mut self) -> LeftOut {
        let mut left_out = std::mem::take(&mut self.repeated);
        left_out.members.extend(&self.replaced);
        left_out.members.sort_unstable();
        left_out.organizations.sort_unstable();
        left_out
    }

    /// Adds the places that [`Self::describe`] needs, and counts the conflicts that are too many to be located.
    pub(super) fn want_places(
        &mut self,
        wanted: &mut WantedPlaces,
        problems: &mut Diagnostics,
        warnings: &mut Diagnostics,
    ) {
        for pairs in [&mut self.organizations, &mut self.members, &mut self.addresses] {
            pairs.sort_unstable();
            problems.count(pairs.len().saturating_sub(Diagnostics::KEPT));
            pairs.truncate(Diagnostics::KEPT);
        }
        warnings.count(self.replaced.len().saturating_sub(Diagnostics::KEPT));
        self.replaced.truncate(Diagnostics::KEPT);
        wanted.organizations.extend(self.organizations.iter().flat_map(|(later, first)| [*later, *first]));
        let pairs = self.members.iter().chain(&self.addresses);
        wanted.members.extend(pairs.flat_map(|(later, first)| [*later, *first]));
        wanted.members.extend(&self.replaced);
    }

    /// Reports conflicts as mistakes, and deleted Members that are left out as warnings.
    pub(super) fn describe(
        &self,
        places: &RecordPlaces,
        problems: &mut Diagnostics,
        warnings: &mut Diagnostics,
    ) {
        let organization = |position: &u64| places.organization(*position);
        let member = |position: &u64| places.member(*position).map(|member| &member.place);
        problems.extend(self.organizations.iter().filter_map(|(later, first)| {
            let reason = "another organization has this id";
            Some(described(organization(later)?, "/organization_id", reason, organization(first)?))
        }));
        problems.extend(self.members.iter().filter_map(|(later, first)| {
            let reason = "another Member has this id";
            Some(described(member(later)?, "/member_id", reason, member(first)?))
        }));
        problems.extend(self.addresses.iter().filter_map(|(later, first)| {
            let reason = "the organization has this address already";
            Some(described(member(later)?, "/email_address", reason, member(first)?))
        }));
        warnings.extend(self.replaced.iter().filter_map(|position| {
            let reason = "the deleted Member was left out, because another one has its address since";
            Some(at_field(member(position)?, "", reason.to_owned()))
        }));
    }
}

fn described(later: &Diagnostic, field: &str, reason: &str, first: &Diagnostic) -> Diagnostic {
    at_field(later, field, format!("{reason}, in {}", first_place(first, "")))
}

/// Names the file and place of the first record.
pub(super) fn first_place(first: &Diagnostic, field: &str) -> String {
    let place = format!("{}{field}", first.place);
    // The place of a single record in a file of its own is the file.
    if place.is_empty() { first.file.clone() } else { format!("{} at {place}", first.file) }
}
