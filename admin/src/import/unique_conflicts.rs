//! Finds values that must be unique but that several organizations or Members of the input have, by their fingerprints.

use std::{
    collections::{HashMap, HashSet},
    mem::size_of,
};

use super::{
    conflicts::first_location,
    diagnostics::{Diagnostic, Diagnostics},
    entity::Entity,
    error::ImportError,
    problems::Problems,
    record_fingerprints::MemberFingerprint,
    record_kind::{RecordFilter, RecordKind},
    records::{Record, read_records},
    skipped_records::SkippedRecords,
    sources::Source,
    unique_values::{self, UniqueKind, UniqueValue},
};
use crate::fingerprint;
use org_discovery::domain::{Member, Organization};

/// The fingerprints of a value and its owner.
#[derive(Clone, Copy)]
pub(super) struct ValueFingerprint {
    pub(super) key: u64,
    owner: u64,
    /// The position of the owner among all organizations or Members.
    pub(super) position: u64,
}

const _: () = assert!(size_of::<ValueFingerprint>() <= 24);

impl ValueFingerprint {
    fn of(value: &UniqueValue, position: u64) -> Self {
        Self { key: key_of(value), owner: fingerprint(value.owner.as_str()), position }
    }
}

/// Returns the fingerprint that identifies a value.
pub(super) fn key_of(value: &UniqueValue) -> u64 {
    fingerprint((value.kind, value.key.as_str()))
}

/// A later record with the same value as the first record that has it, by position.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
struct Conflict {
    later: u64,
    first: u64,
    key: u64,
}

/// The fingerprints of the unique values of all records.
#[derive(Default)]
pub(super) struct UniqueFingerprints {
    /// SSO connections and claimed domains.
    of_organizations: Vec<ValueFingerprint>,
    /// Slugs are separate, because the tables enforce their uniqueness.
    slugs: Vec<ValueFingerprint>,
    of_members: Vec<ValueFingerprint>,
    retired: Vec<ValueFingerprint>,
}

impl UniqueFingerprints {
    pub(super) fn add_organization(&mut self, position: u64, organization: &Organization) {
        for value in unique_values::of_organization(organization) {
            let is_slug = value.kind == UniqueKind::Slug;
            let records = if is_slug { &mut self.slugs } else { &mut self.of_organizations };
            records.push(ValueFingerprint::of(&value, position));
        }
    }

    pub(super) fn add_member(&mut self, position: u64, member: &Member) {
        self.of_members
            .extend(unique_values::of_member(member).map(|value| ValueFingerprint::of(&value, position)));
        self.retired.extend(
            unique_values::retired_addresses(member).map(|value| ValueFingerprint::of(&value, position)),
        );
    }

    /// Removes the values of duplicates and older versions, which are not written.
    pub(super) fn remove_copies(&mut self, skipped: &SkippedRecords) {
        for (kind, values) in [
            (RecordKind::Organization, &mut self.of_organizations),
            (RecordKind::Organization, &mut self.slugs),
            (RecordKind::Member, &mut self.of_members),
            (RecordKind::Member, &mut self.retired),
        ] {
            values.retain(|value| !skipped.is_copy(kind, value.position));
        }
    }

    /// Returns the conflicts, and the positions of deleted Members whose address another Member has retired. `members`
    /// must not repeat an id.
    pub(super) fn conflicts(&mut self, members: &[MemberFingerprint]) -> (UniqueConflicts, Vec<u64>) {
        let mut organizations = conflicts(&mut self.of_organizations);
        organizations.extend(conflicts(&mut self.slugs));
        let mut found = UniqueConflicts {
            organizations,
            members: conflicts(&mut self.of_members),
            retired: conflicts(&mut self.retired),
        };
        let mut replaced = Vec::new();
        for member in members {
            let retired = self.retired.binary_search_by_key(&member.address, |record| record.key);
            let Some(retired) = retired.ok().map(|index| self.retired[index]) else {
                continue;
            };
            match (retired.owner == member.record.id, member.live) {
                (true, _) => {}
                (false, true) => found.retired.push(Conflict {
                    later: member.record.position,
                    first: retired.position,
                    key: retired.key,
                }),
                (false, false) => replaced.push(member.record.position),
            }
        }
        (found, replaced)
    }

    /// Returns the SSO connections and claimed domains, as sorted by [`Self::conflicts`].
    pub(super) fn take_values_of_organizations(&mut self) -> Vec<ValueFingerprint> {
        std::mem::take(&mut self.of_organizations)
    }
}

fn conflicts(records: &mut [ValueFingerprint]) -> Vec<Conflict> {
    records.sort_unstable_by_key(|record| (record.key, record.position));
    let mut found = Vec::new();
    for same in records.chunk_by(|a, b| a.key == b.key) {
        let (first, others) = (same[0], &same[1..]);
        let others = others.iter().filter(|record| record.owner != first.owner);
        found.extend(others.map(|later| Conflict {
            later: later.position,
            first: first.position,
            key: first.key,
        }));
    }
    found
}

/// Values with several owners.
#[derive(Default)]
pub(super) struct UniqueConflicts {
    organizations: Vec<Conflict>,
    members: Vec<Conflict>,
    retired: Vec<Conflict>,
}

impl UniqueConflicts {
    /// Reads the input again to find the locations of the values, if there are conflicts. Adds errors and warnings.
    pub(super) fn locate(
        mut self,
        sources: &[Source],
        problems: &mut Problems,
        warnings: &mut Diagnostics,
    ) -> Result<(), ImportError> {
        for conflicts in [&mut self.organizations, &mut self.retired, &mut self.members] {
            conflicts.sort_unstable();
            conflicts.dedup();
        }
        problems.keep_first(&mut self.organizations);
        problems.keep_first(&mut self.retired);
        warnings.keep_first(&mut self.members);
        if self.organizations.is_empty() && self.members.is_empty() && self.retired.is_empty() {
            return Ok(());
        }
        let locations = self.locations(sources)?;
        for (position, reason) in described(&self.organizations, &locations.organizations) {
            problems.refuse(RecordKind::Organization, position, reason);
        }
        for (position, reason) in described(&self.retired, &locations.members) {
            problems.refuse(RecordKind::Member, position, reason);
        }
        warnings.extend(described(&self.members, &locations.members).map(|(_, warning)| warning));
        Ok(())
    }

    fn locations(&self, sources: &[Source]) -> Result<ValueLocations, ImportError> {
        let organizations = requested(&self.organizations);
        let members: HashSet<_> =
            requested(&self.members).into_iter().chain(requested(&self.retired)).collect();
        let mut locations = ValueLocations::default();
        read_records(sources, RecordFilter::All, &mut |record| match record {
            Record::Organization(position, organization) => {
                let values = unique_values::of_organization(&organization.value);
                add(&mut locations.organizations, &organizations, &organization, position, values);
            }
            Record::Member(position, member) => {
                let values = unique_values::of_member(&member.value);
                let values = values.chain(unique_values::retired_addresses(&member.value));
                let values = values.chain([unique_values::current_address(&member.value)]);
                add(&mut locations.members, &members, &member, position, values);
            }
            Record::Session(..) => {}
        })?;
        Ok(locations)
    }
}

fn requested(conflicts: &[Conflict]) -> HashSet<(u64, u64)> {
    conflicts.iter().flat_map(|found| [(found.later, found.key), (found.first, found.key)]).collect()
}

/// Locations by the position of the record and the key of the value.
type LocationsByValue = HashMap<(u64, u64), Diagnostic>;

#[derive(Default)]
struct ValueLocations {
    organizations: LocationsByValue,
    members: LocationsByValue,
}

fn add<T>(
    locations: &mut LocationsByValue,
    requested: &HashSet<(u64, u64)>,
    entity: &Entity<T>,
    position: u64,
    values: impl Iterator<Item = UniqueValue>,
) {
    for value in values {
        let key = (position, key_of(&value));
        if requested.contains(&key) {
            let diagnostic = || entity.diagnostic(&value.field, value.kind.conflict(&value.key));
            locations.entry(key).or_insert_with(diagnostic);
        }
    }
}

/// Returns the position and the description of each later record.
fn described(
    conflicts: &[Conflict],
    locations: &LocationsByValue,
) -> impl Iterator<Item = (u64, Diagnostic)> {
    conflicts.iter().filter_map(|conflict| {
        let later = locations.get(&(conflict.later, conflict.key))?;
        let first = locations.get(&(conflict.first, conflict.key))?;
        let reason = format!("{} ({})", later.reason, first_location(first, ""));
        Some((conflict.later, Diagnostic { reason, ..later.clone() }))
    })
}
