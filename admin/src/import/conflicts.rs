//! Finds duplicate, outdated and conflicting records by their fingerprints.

use super::{
    diagnostics::{Diagnostic, Diagnostics},
    fingerprint_groups::{Superseded, compare_ids},
    locations::{RecordLocations, RequestedLocations, at_field},
    problems::Problems,
    record_fingerprints::{ConflictingPair, MemberFingerprint, RecordFingerprint},
    record_kind::RecordKind,
    skipped_records::SkippedRecords,
};

/// Conflicting and duplicate records, by position.
#[derive(Default)]
pub(super) struct RecordConflicts {
    /// Different organizations with the same id.
    organizations: Vec<ConflictingPair>,
    /// Different Members with the same id.
    members: Vec<ConflictingPair>,
    /// Members with the same address in an organization.
    addresses: Vec<ConflictingPair>,
    /// Older versions of organizations and of Members.
    older_organizations: Vec<Superseded>,
    older_members: Vec<Superseded>,
    /// Deleted Members whose address now belongs to another Member.
    replaced: Vec<u64>,
    skipped: SkippedRecords,
}

impl RecordConflicts {
    /// Compares the records. Keeps only one record of each id: the newest version or the first.
    pub(super) fn find(
        organizations: &mut Vec<RecordFingerprint>,
        members: &mut Vec<MemberFingerprint>,
    ) -> Self {
        let of_organizations = compare_ids(organizations, |record| *record, |_, _| true);
        let same_organization =
            |a: &MemberFingerprint, b: &MemberFingerprint| a.organization == b.organization;
        let of_members = compare_ids(members, |member| member.record, same_organization);
        let mut skipped = SkippedRecords::default();
        skipped.add_copies(RecordKind::Organization, &of_organizations);
        skipped.add_copies(RecordKind::Member, &of_members);
        let mut conflicts = Self {
            organizations: of_organizations.conflicts,
            members: of_members.conflicts,
            older_organizations: of_organizations.superseded,
            older_members: of_members.superseded,
            skipped,
            ..Self::default()
        };
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

    /// Adds deleted Members whose address another Member has retired.
    pub(super) fn add_replaced(&mut self, replaced: Vec<u64>) {
        self.replaced.extend(replaced);
        self.replaced.sort_unstable();
        self.replaced.dedup();
        self.skipped.set_replaced(self.replaced.clone());
    }

    pub(super) fn skipped(&self) -> &SkippedRecords {
        &self.skipped
    }

    /// Returns the records that are not written.
    pub(super) fn take_skipped(&mut self) -> SkippedRecords {
        std::mem::take(&mut self.skipped)
    }

    /// Requests the locations that [`Self::describe`] needs. Other conflicts are only counted.
    pub(super) fn request_locations(
        &mut self,
        requested: &mut RequestedLocations,
        problems: &mut Problems,
        warnings: &mut Diagnostics,
    ) {
        for pairs in [&mut self.organizations, &mut self.members, &mut self.addresses] {
            problems.keep_located(pairs);
        }
        for older in [&mut self.older_organizations, &mut self.older_members] {
            older.sort_unstable();
            warnings.keep_first(older);
        }
        warnings.keep_first(&mut self.replaced);
        requested.organizations.extend(self.organizations.iter().flat_map(|(later, first)| [*later, *first]));
        let pairs = self.members.iter().chain(&self.addresses);
        requested.members.extend(pairs.flat_map(|(later, first)| [*later, *first]));
        requested.members.extend(&self.replaced);
        requested.organizations.extend(self.older_organizations.iter().flat_map(Superseded::positions));
        requested.members.extend(self.older_members.iter().flat_map(Superseded::positions));
    }

    /// Reports conflicts as errors, and skipped records as warnings.
    pub(super) fn describe(
        &self,
        locations: &RecordLocations,
        problems: &mut Problems,
        warnings: &mut Diagnostics,
    ) {
        let organization = |position: u64| locations.organization(position);
        let member = |position: u64| locations.member(position).map(|member| &member.location);
        let organizations =
            (&self.organizations, "/organization_id", "another organization already has this id");
        add(organizations, organization, RecordKind::Organization, problems);
        let members = (&self.members, "/member_id", "another Member already has this id");
        add(members, member, RecordKind::Member, problems);
        let reason = "another Member of the organization already has this address";
        add((&self.addresses, "/email_address", reason), member, RecordKind::Member, problems);
        warnings.extend(self.older_organizations.iter().filter_map(|older| older.warning(organization)));
        warnings.extend(self.older_members.iter().filter_map(|older| older.warning(member)));
        warnings.extend(self.replaced.iter().filter_map(|position| {
            let reason = "the deleted Member was skipped because another Member has its address";
            Some(at_field(member(*position)?, "", reason.to_owned()))
        }));
    }
}

/// Adds an error for the later record of each pair.
fn add<'l>(
    (pairs, field, reason): (&Vec<ConflictingPair>, &str, &str),
    location: impl Fn(u64) -> Option<&'l Diagnostic>,
    kind: RecordKind,
    problems: &mut Problems,
) {
    for (later, first) in pairs {
        if let (Some(at), Some(first)) = (location(*later), location(*first)) {
            let reason = format!("{reason} ({})", first_location(first, ""));
            problems.refuse(kind, *later, at_field(at, field, reason));
        }
    }
}

/// Formats the file and JSON pointer of the first record, or of a field of it.
pub(super) fn first_location(first: &Diagnostic, field: &str) -> String {
    let pointer = format!("{}{field}", first.pointer);
    // The pointer is empty if the file contains only this record.
    if pointer.is_empty() { first.file.clone() } else { format!("{} at {pointer}", first.file) }
}
