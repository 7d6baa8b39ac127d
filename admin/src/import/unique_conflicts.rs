//! Values that several organizations or Members of the input have and only one may have, found by numbers.

use std::{
    collections::{HashMap, HashSet},
    mem::size_of,
};

use super::{
    conflicts::{MemberFingerprint, first_place},
    diagnostics::{Diagnostic, Diagnostics},
    entity::Entity,
    error::ImportError,
    records::{Record, RecordFilter, read_records},
    sources::Source,
    unique_values::{self, UniqueKind, UniqueValue},
};
use crate::fingerprint;
use org_discovery::domain::{Member, Organization};

/// The numbers that are kept of a value.
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

/// Returns the number by which values are compared.
pub(super) fn key_of(value: &UniqueValue) -> u64 {
    fingerprint((value.kind, value.key.as_str()))
}

/// A value of a later record, and the first record that has it.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
struct Conflict {
    later: u64,
    first: u64,
    key: u64,
}

/// The values of all records.
#[derive(Default)]
pub(super) struct UniqueFingerprints {
    /// SSO connections and claimed domains.
    of_organizations: Vec<ValueFingerprint>,
    /// Separate, because the tables enforce that they are unique.
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
        self.retired
            .extend(unique_values::retired_by(member).map(|value| ValueFingerprint::of(&value, position)));
    }

    /// Returns the conflicts, and deleted Members whose address another one has retired, by position. `members` has each
    /// id once.
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
            let Some(retired) = retired.ok().map(|at| self.retired[at]) else {
                continue;
            };
            match (retired.owner == member.id, member.live) {
                (true, _) => {}
                (false, true) => found.retired.push(Conflict {
                    later: member.position,
                    first: retired.position,
                    key: retired.key,
                }),
                (false, false) => replaced.push(member.position),
            }
        }
        (found, replaced)
    }

    /// Returns the SSO connections and claimed domains, in the order in which [`Self::conflicts`] sorted them.
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

/// Values with several owners, by position.
#[derive(Default)]
pub(super) struct UniqueConflicts {
    organizations: Vec<Conflict>,
    members: Vec<Conflict>,
    retired: Vec<Conflict>,
}

impl UniqueConflicts {
    /// Reads the input again for the places of the values, if there are conflicts. Returns mistakes and warnings.
    pub(super) fn locate(mut self, sources: &[Source]) -> Result<(Diagnostics, Diagnostics), ImportError> {
        let (mut problems, mut warnings) = (Diagnostics::default(), Diagnostics::default());
        keep_located(&mut self.organizations, &mut problems);
        keep_located(&mut self.retired, &mut problems);
        keep_located(&mut self.members, &mut warnings);
        if self.organizations.is_empty() && self.members.is_empty() && self.retired.is_empty() {
            return Ok((problems, warnings));
        }
        let places = self.places(sources)?;
        problems.extend(described(&self.organizations, &places.organizations));
        problems.extend(described(&self.retired, &places.members));
        warnings.extend(described(&self.members, &places.members));
        Ok((problems, warnings))
    }

    fn places(&self, sources: &[Source]) -> Result<ValuePlaces, ImportError> {
        let organizations = wanted(&self.organizations);
        let members: HashSet<_> = wanted(&self.members).into_iter().chain(wanted(&self.retired)).collect();
        let mut places = ValuePlaces::default();
        read_records(sources, RecordFilter::All, &mut |record| match record {
            Record::Organization(position, organization) => {
                let values = unique_values::of_organization(&organization.value);
                add(&mut places.organizations, &organizations, &organization, position, values);
            }
            Record::Member(position, member) => {
                let values = unique_values::of_member(&member.value);
                let values = values.chain(unique_values::retired_by(&member.value));
                let values = values.chain([unique_values::held_by(&member.value)]);
                add(&mut places.members, &members, &member, position, values);
            }
            Record::Session(..) => {}
        })?;
        Ok(places)
    }
}

/// Counts the conflicts that are too many to be located.
fn keep_located(conflicts: &mut Vec<Conflict>, diagnostics: &mut Diagnostics) {
    conflicts.sort_unstable();
    conflicts.dedup();
    diagnostics.count(conflicts.len().saturating_sub(Diagnostics::KEPT));
    conflicts.truncate(Diagnostics::KEPT);
}

fn wanted(conflicts: &[Conflict]) -> HashSet<(u64, u64)> {
    conflicts.iter().flat_map(|found| [(found.later, found.key), (found.first, found.key)]).collect()
}

/// Places by the position of the record and the key of the value.
type PlacesByValue = HashMap<(u64, u64), Diagnostic>;

#[derive(Default)]
struct ValuePlaces {
    organizations: PlacesByValue,
    members: PlacesByValue,
}

fn add<T>(
    places: &mut PlacesByValue,
    wanted: &HashSet<(u64, u64)>,
    entity: &Entity<T>,
    position: u64,
    values: impl Iterator<Item = UniqueValue>,
) {
    for value in values {
        let at = (position, key_of(&value));
        if wanted.contains(&at) {
            let diagnostic = || entity.diagnostic(&value.field, value.kind.conflict(&value.key));
            places.entry(at).or_insert_with(diagnostic);
        }
    }
}

fn described(conflicts: &[Conflict], places: &PlacesByValue) -> impl Iterator<Item = Diagnostic> {
    conflicts.iter().filter_map(|conflict| {
        let later = places.get(&(conflict.later, conflict.key))?;
        let first = places.get(&(conflict.first, conflict.key))?;
        let reason = format!("{} {}", later.reason, first_place(first, ""));
        Some(Diagnostic { reason, ..later.clone() })
    })
}
