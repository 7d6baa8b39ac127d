//! Finds duplicate and conflicting records by their fingerprints.

use std::mem::size_of;

use super::{
    diagnostics::{Diagnostic, Diagnostics},
    locations::{RecordLocations, RequestedLocations, at_field},
};

/// The fingerprints and the position of a record.
#[derive(Clone, Copy)]
pub(super) struct RecordFingerprint {
    pub(super) id: u64,
    pub(super) content: u64,
    pub(super) position: u64,
}

/// The fingerprints of a Member.
#[derive(Clone, Copy)]
pub(super) struct MemberFingerprint {
    pub(super) record: RecordFingerprint,
    pub(super) organization: u64,
    /// The address in the organization, comparable with retired addresses.
    pub(super) address: u64,
    pub(super) live: bool,
}

const _: () = assert!(size_of::<MemberFingerprint>() <= 64 && size_of::<RecordFingerprint>() <= 64);

/// Records that are not written, by position.
#[derive(Debug, Default)]
pub(super) struct SkippedRecords {
    organizations: Vec<u64>,
    members: Vec<u64>,
}

impl SkippedRecords {
    pub(super) fn has_organization(&self, position: u64) -> bool {
        self.organizations.binary_search(&position).is_ok()
    }

    pub(super) fn has_member(&self, position: u64) -> bool {
        self.members.binary_search(&position).is_ok()
    }
}

/// A later record and the first record that it conflicts with, by position.
type ConflictingPair = (u64, u64);

/// Conflicting and duplicate records, by position.
#[derive(Default)]
pub(super) struct RecordConflicts {
    /// Different organizations with the same id.
    organizations: Vec<ConflictingPair>,
    /// Different Members with the same id.
    members: Vec<ConflictingPair>,
    /// Members with the same address in an organization.
    addresses: Vec<ConflictingPair>,
    /// Deleted Members whose address now belongs to another Member.
    replaced: Vec<u64>,
    /// Identical copies of earlier records.
    duplicates: SkippedRecords,
}

impl RecordConflicts {
    /// Compares the records. Keeps only the first Member of each id in `members`.
    pub(super) fn find(
        organizations: &mut [RecordFingerprint],
        members: &mut Vec<MemberFingerprint>,
    ) -> Self {
        let (duplicate_organizations, organizations) = compare_ids(organizations, |record| *record);
        let (duplicate_members, member_conflicts) = compare_ids(members, |member| member.record);
        members.dedup_by_key(|member| member.record.id);
        let duplicates =
            SkippedRecords { organizations: duplicate_organizations, members: duplicate_members };
        let mut conflicts = Self { organizations, members: member_conflicts, duplicates, ..Self::default() };
        conflicts.compare_addresses(members);
        conflicts
    }

    /// Finds Members with the same address in an organization. Deleted Members among them are skipped.
    fn compare_addresses(&mut self, members: &mut [MemberFingerprint]) {
        members.sort_unstable_by_key(|member| (member.address, member.record.position));
        for same_address in members.chunk_by(|a, b| a.address == b.address).filter(|same| same.len() > 1) {
            let last = same_address[same_address.len() - 1];
            let first_live = same_address.iter().find(|member| member.live);
            let kept = first_live.unwrap_or(&last).record.position;
            for member in same_address.iter().filter(|member| member.record.position != kept) {
                if member.live {
                    self.addresses.push((member.record.position, kept));
                } else {
                    self.replaced.push(member.record.position);
                }
            }
        }
    }

    /// Adds skipped deleted Members, by position.
    pub(super) fn add_replaced(&mut self, replaced: Vec<u64>) {
        self.replaced.extend(replaced);
        self.replaced.sort_unstable();
        self.replaced.dedup();
    }

    /// Returns the records that are not written.
    pub(super) fn take_skipped(&mut self) -> SkippedRecords {
        let mut skipped = std::mem::take(&mut self.duplicates);
        skipped.members.extend(&self.replaced);
        skipped.members.sort_unstable();
        skipped.organizations.sort_unstable();
        skipped
    }

    /// Requests the locations that [`Self::describe`] needs. Conflicts beyond [`Diagnostics::MAX_KEPT`] are only counted.
    pub(super) fn request_locations(
        &mut self,
        requested: &mut RequestedLocations,
        problems: &mut Diagnostics,
        warnings: &mut Diagnostics,
    ) {
        for pairs in [&mut self.organizations, &mut self.members, &mut self.addresses] {
            pairs.sort_unstable();
            problems.count(pairs.len().saturating_sub(Diagnostics::MAX_KEPT));
            pairs.truncate(Diagnostics::MAX_KEPT);
        }
        warnings.count(self.replaced.len().saturating_sub(Diagnostics::MAX_KEPT));
        self.replaced.truncate(Diagnostics::MAX_KEPT);
        requested.organizations.extend(self.organizations.iter().flat_map(|(later, first)| [*later, *first]));
        let pairs = self.members.iter().chain(&self.addresses);
        requested.members.extend(pairs.flat_map(|(later, first)| [*later, *first]));
        requested.members.extend(&self.replaced);
    }

    /// Reports conflicts as errors, and skipped deleted Members as warnings.
    pub(super) fn describe(
        &self,
        locations: &RecordLocations,
        problems: &mut Diagnostics,
        warnings: &mut Diagnostics,
    ) {
        let organization = |position: &u64| locations.organization(*position);
        let member = |position: &u64| locations.member(*position).map(|member| &member.location);
        problems.extend(self.organizations.iter().filter_map(|(later, first)| {
            let reason = "another organization already has this id";
            Some(described(organization(later)?, "/organization_id", reason, organization(first)?))
        }));
        problems.extend(self.members.iter().filter_map(|(later, first)| {
            let reason = "another Member already has this id";
            Some(described(member(later)?, "/member_id", reason, member(first)?))
        }));
        problems.extend(self.addresses.iter().filter_map(|(later, first)| {
            let reason = "another Member of the organization already has this address";
            Some(described(member(later)?, "/email_address", reason, member(first)?))
        }));
        warnings.extend(self.replaced.iter().filter_map(|position| {
            let reason = "the deleted Member was skipped because another Member has its address";
            Some(at_field(member(position)?, "", reason.to_owned()))
        }));
    }
}

/// Sorts the records, and compares each with the first record of the same id. Returns the duplicates, which have the
/// same content, and the conflicts, which do not.
fn compare_ids<R>(
    records: &mut [R],
    fingerprint: impl Fn(&R) -> RecordFingerprint,
) -> (Vec<u64>, Vec<ConflictingPair>) {
    let (mut duplicates, mut conflicts) = (Vec::new(), Vec::new());
    records.sort_unstable_by_key(|record| (fingerprint(record).id, fingerprint(record).position));
    for same_id in records.chunk_by(|a, b| fingerprint(a).id == fingerprint(b).id) {
        let first = fingerprint(&same_id[0]);
        for record in same_id[1..].iter().map(&fingerprint) {
            if record.content == first.content {
                duplicates.push(record.position);
            } else {
                conflicts.push((record.position, first.position));
            }
        }
    }
    (duplicates, conflicts)
}

fn described(later: &Diagnostic, field: &str, reason: &str, first: &Diagnostic) -> Diagnostic {
    at_field(later, field, format!("{reason} ({})", first_location(first, "")))
}

/// Formats the file and JSON pointer of the first record, or of a field of it.
pub(super) fn first_location(first: &Diagnostic, field: &str) -> String {
    let pointer = format!("{}{field}", first.pointer);
    // The pointer is empty if the file contains only this record.
    if pointer.is_empty() { first.file.clone() } else { format!("{} at {pointer}", first.file) }
}
