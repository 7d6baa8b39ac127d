//! Values that several organizations or Members of the input have, and only one may, found by numbers.

use std::{
    collections::{HashMap, HashSet},
    mem::size_of,
};

use super::{
    ImportError, Notices, Source,
    pass::{Thing, Wanted, pass},
    suspects::MemberRecord,
};
use crate::data_file::{
    Notice,
    entity::Entity,
    unique_values::{self, UniqueKind, UniqueValue},
};
use org_discovery::domain::{Member, Organization, fingerprint};

/// What is kept of a value.
#[derive(Clone, Copy)]
pub(super) struct ValueRecord {
    pub(super) key: u64,
    owner: u64,
    /// The owner's place in the order of all organizations or of all Members.
    pub(super) order: u64,
}

const _: () = assert!(size_of::<ValueRecord>() <= 24);

impl ValueRecord {
    fn of(value: &UniqueValue, order: u64) -> Self {
        Self { key: key_of(value), owner: fingerprint(value.owner.as_str()), order }
    }
}

/// The number by which values are compared.
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
pub(super) struct UniqueRecords {
    /// SSO connections and claimed domains.
    of_organizations: Vec<ValueRecord>,
    /// Separate, because the tables enforce that they are unique.
    slugs: Vec<ValueRecord>,
    of_members: Vec<ValueRecord>,
    retired: Vec<ValueRecord>,
}

impl UniqueRecords {
    pub(super) fn add_organization(&mut self, order: u64, organization: &Organization) {
        for value in unique_values::of_organization(organization) {
            let is_slug = value.kind == UniqueKind::Slug;
            let records = if is_slug { &mut self.slugs } else { &mut self.of_organizations };
            records.push(ValueRecord::of(&value, order));
        }
    }

    pub(super) fn add_member(&mut self, order: u64, member: &Member) {
        self.of_members.extend(unique_values::of_member(member).map(|value| ValueRecord::of(&value, order)));
        self.retired.extend(unique_values::retired_by(member).map(|value| ValueRecord::of(&value, order)));
    }

    /// Returns the conflicts, and deleted Members whose address another one has retired, by their order. `members` has
    /// each id once.
    pub(super) fn conflicts(&mut self, members: &[MemberRecord]) -> (UniqueConflicts, Vec<u64>) {
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
                    later: member.order,
                    first: retired.order,
                    key: retired.key,
                }),
                (false, false) => replaced.push(member.order),
            }
        }
        (found, replaced)
    }

    /// Returns the SSO connections and claimed domains, in the order in which [`Self::conflicts`] sorted them.
    pub(super) fn take_values_of_organizations(&mut self) -> Vec<ValueRecord> {
        std::mem::take(&mut self.of_organizations)
    }
}

fn conflicts(records: &mut [ValueRecord]) -> Vec<Conflict> {
    records.sort_unstable_by_key(|record| (record.key, record.order));
    let mut found = Vec::new();
    for same in records.chunk_by(|a, b| a.key == b.key) {
        let (first, others) = (same[0], &same[1..]);
        let others = others.iter().filter(|record| record.owner != first.owner);
        found.extend(others.map(|later| Conflict { later: later.order, first: first.order, key: first.key }));
    }
    found
}

/// Values with several owners, not located yet.
#[derive(Default)]
pub(super) struct UniqueConflicts {
    organizations: Vec<Conflict>,
    members: Vec<Conflict>,
    retired: Vec<Conflict>,
}

impl UniqueConflicts {
    /// Reads the input again to say where the values are, if there are conflicts: mistakes, and warnings.
    pub(super) fn locate(mut self, sources: &[Source]) -> Result<(Notices, Notices), ImportError> {
        let (mut problems, mut warnings) = (Notices::default(), Notices::default());
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

    fn places(&self, sources: &[Source]) -> Result<Places, ImportError> {
        let organizations = wanted(&self.organizations);
        let members: HashSet<_> = wanted(&self.members).into_iter().chain(wanted(&self.retired)).collect();
        let (mut places, mut order) = (Places::default(), 0);
        pass(sources, Wanted::Everything, &mut |thing| match thing {
            Thing::Organization(organization) => {
                let values = unique_values::of_organization(&organization.value);
                add(&mut places.organizations, &organizations, &organization, order, values);
                order += 1;
            }
            Thing::Member(order, member) => {
                let values = unique_values::of_member(&member.value);
                let values = values.chain(unique_values::retired_by(&member.value));
                let values = values.chain([unique_values::held_by(&member.value)]);
                add(&mut places.members, &members, &member, order, values);
            }
            Thing::Session(_) => {}
        })?;
        Ok(places)
    }
}

/// Counts the conflicts that are too many to be located.
fn keep_located(conflicts: &mut Vec<Conflict>, notices: &mut Notices) {
    conflicts.sort_unstable();
    conflicts.dedup();
    notices.count(conflicts.len().saturating_sub(Notices::KEPT));
    conflicts.truncate(Notices::KEPT);
}

fn wanted(conflicts: &[Conflict]) -> HashSet<(u64, u64)> {
    conflicts.iter().flat_map(|found| [(found.later, found.key), (found.first, found.key)]).collect()
}

/// Where values are, by the order and the key of their records.
type PlacesOf = HashMap<(u64, u64), Notice>;

#[derive(Default)]
struct Places {
    organizations: PlacesOf,
    members: PlacesOf,
}

fn add<T>(
    places: &mut PlacesOf,
    wanted: &HashSet<(u64, u64)>,
    entity: &Entity<T>,
    order: u64,
    values: impl Iterator<Item = UniqueValue>,
) {
    for value in values {
        let at = (order, key_of(&value));
        if wanted.contains(&at) {
            let notice = || entity.notice(&value.field, value.kind.conflict(&value.key));
            places.entry(at).or_insert_with(notice);
        }
    }
}

fn described(conflicts: &[Conflict], places: &PlacesOf) -> impl Iterator<Item = Notice> {
    conflicts.iter().filter_map(|conflict| {
        let later = places.get(&(conflict.later, conflict.key))?;
        let first = places.get(&(conflict.first, conflict.key))?;
        let reason = format!("{} {} at {}", later.reason, first.file, first.place);
        Some(Notice { reason, ..later.clone() })
    })
}
