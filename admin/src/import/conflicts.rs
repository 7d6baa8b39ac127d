//! Records that cannot all be written, and where they stand.

use std::{
    collections::{HashMap, HashSet},
    mem::size_of,
};

use super::{
    ImportError, Notices, Source,
    pass::{Thing, Wanted, pass},
};
use crate::data_file::Notice;

/// What is kept of an organization.
#[derive(Clone, Copy)]
pub(super) struct OrganizationRecord {
    pub(super) id: u64,
    pub(super) content: u64,
    /// Its place in the order of all organizations.
    pub(super) order: u64,
}

/// What is kept of a Member.
#[derive(Clone, Copy)]
pub(super) struct MemberRecord {
    pub(super) id: u64,
    pub(super) content: u64,
    pub(super) organization: u64,
    /// The address in the organization, as a value that another Member could have retired.
    pub(super) address: u64,
    /// Its place in the order of all Members.
    pub(super) order: u64,
    pub(super) live: bool,
}

const _: () = assert!(size_of::<MemberRecord>() <= 64 && size_of::<OrganizationRecord>() <= 64);

/// What is not written, by its place in the order of all organizations and of all Members.
#[derive(Debug, Default)]
pub(super) struct LeftOut {
    organizations: Vec<u64>,
    members: Vec<u64>,
}

impl LeftOut {
    pub(super) fn has_organization(&self, order: u64) -> bool {
        self.organizations.binary_search(&order).is_ok()
    }

    pub(super) fn has_member(&self, order: u64) -> bool {
        self.members.binary_search(&order).is_ok()
    }
}

/// Places in the order of all records.
#[derive(Default)]
pub(super) struct Suspects {
    /// Organizations under one id that differ: a later one, and the first.
    organizations: Vec<(u64, u64)>,
    /// Members under one id that differ.
    members: Vec<(u64, u64)>,
    /// Members who share an address in an organization.
    addresses: Vec<(u64, u64)>,
    /// Deleted Members whose address another has since.
    replaced: Vec<u64>,
    /// What stands there again, the same.
    left_out: LeftOut,
}

impl Suspects {
    pub(super) fn among(organizations: &mut [OrganizationRecord], members: &mut Vec<MemberRecord>) -> Self {
        let mut suspects = Self::default();
        organizations.sort_unstable_by_key(|record| (record.id, record.order));
        for same_id in organizations.chunk_by(|a, b| a.id == b.id) {
            for record in &same_id[1..] {
                if record.content == same_id[0].content {
                    suspects.left_out.organizations.push(record.order);
                } else {
                    suspects.organizations.push((record.order, same_id[0].order));
                }
            }
        }
        suspects.look_at_ids(members);
        suspects.look_at_addresses(members);
        suspects
    }

    /// Leaves the first Member of each id in `members`.
    fn look_at_ids(&mut self, members: &mut Vec<MemberRecord>) {
        members.sort_unstable_by_key(|record| (record.id, record.order));
        for same_id in members.chunk_by(|a, b| a.id == b.id) {
            for record in &same_id[1..] {
                if record.content == same_id[0].content {
                    self.left_out.members.push(record.order);
                } else {
                    self.members.push((record.order, same_id[0].order));
                }
            }
        }
        members.dedup_by_key(|record| record.id);
    }

    /// A person has one row in an organization. A deleted Member gives way to whoever has its address since.
    fn look_at_addresses(&mut self, members: &mut [MemberRecord]) {
        members.sort_unstable_by_key(|record| (record.address, record.order));
        for same_address in members.chunk_by(|a, b| a.address == b.address).filter(|same| same.len() > 1) {
            let last = same_address[same_address.len() - 1];
            let first_live = same_address.iter().find(|record| record.live);
            let stays = first_live.unwrap_or(&last).order;
            for record in same_address.iter().filter(|record| record.order != stays) {
                if record.live {
                    self.addresses.push((record.order, stays));
                } else {
                    self.replaced.push(record.order);
                }
            }
        }
    }

    /// Leaves out more deleted Members, by their order.
    pub(super) fn leave_out(&mut self, replaced: Vec<u64>) {
        self.replaced.extend(replaced);
        self.replaced.sort_unstable();
        self.replaced.dedup();
    }

    /// What is not written.
    pub(super) fn left_out(&mut self) -> LeftOut {
        let mut left_out = std::mem::take(&mut self.left_out);
        left_out.members.extend(&self.replaced);
        left_out.members.sort_unstable();
        left_out.organizations.sort_unstable();
        left_out
    }

    /// Reads the input again to say where the suspects stand, if there are any.
    pub(super) fn locate(mut self, sources: &[Source]) -> Result<Located, ImportError> {
        let mut located = Located::default();
        for pairs in [&mut self.organizations, &mut self.members, &mut self.addresses] {
            pairs.sort_unstable();
            located.problems.count(pairs.len().saturating_sub(Notices::KEPT));
            pairs.truncate(Notices::KEPT);
        }
        self.replaced.sort_unstable();
        located.warnings.count(self.replaced.len().saturating_sub(Notices::KEPT));
        self.replaced.truncate(Notices::KEPT);
        if self.is_empty() {
            return Ok(located);
        }
        let places = self.places(sources)?;
        self.describe(&places, &mut located);
        Ok(located)
    }

    fn is_empty(&self) -> bool {
        let pairs = [&self.organizations, &self.members, &self.addresses];
        pairs.iter().all(|pairs| pairs.is_empty()) && self.replaced.is_empty()
    }

    fn places(&self, sources: &[Source]) -> Result<Places, ImportError> {
        let both = |pairs: &[(u64, u64)]| pairs.iter().flat_map(|(a, b)| [*a, *b]).collect::<HashSet<_>>();
        let organizations = both(&self.organizations);
        let members: HashSet<u64> = both(&self.members)
            .into_iter()
            .chain(both(&self.addresses))
            .chain(self.replaced.clone())
            .collect();
        let (mut places, mut organization_order) = (Places::default(), 0);
        pass(sources, Wanted::Everything, &mut |thing| match thing {
            Thing::Organization(organization) => {
                if organizations.contains(&organization_order) {
                    let place = organization.notice("", String::new());
                    places.organizations.insert(organization_order, place);
                }
                organization_order += 1;
            }
            Thing::Member(order, member) => {
                if members.contains(&order) {
                    places.members.insert(order, member.notice("", String::new()));
                }
            }
            Thing::Session(_) => {}
        })?;
        Ok(places)
    }

    fn describe(&self, places: &Places, located: &mut Located) {
        let described = [
            (&self.organizations, &places.organizations, "/organization_id", "another one has this id, in"),
            (&self.members, &places.members, "/member_id", "another Member has this id, in"),
            (
                &self.addresses,
                &places.members,
                "/email_address",
                "the organization has this address already, in",
            ),
        ];
        for (pairs, places, field, words) in described {
            for (later, first) in pairs {
                if let (Some(later), Some(first)) = (places.get(later), places.get(first)) {
                    let place = format!("{}{field}", later.place);
                    let reason = format!("{words} {} at {}", first.file, first.place);
                    located.problems.push(Notice { file: later.file.clone(), place, reason });
                }
            }
        }
        for order in &self.replaced {
            let reason =
                "the deleted Member was left out, because another one has its address since".to_owned();
            located
                .warnings
                .extend(places.members.get(order).map(|place| Notice { reason, ..place.clone() }));
        }
    }
}

/// Where records stand, as remarks without a reason.
#[derive(Default)]
struct Places {
    organizations: HashMap<u64, Notice>,
    members: HashMap<u64, Notice>,
}

/// What is to be said of the suspects.
#[derive(Default)]
pub(super) struct Located {
    pub(super) problems: Notices,
    pub(super) warnings: Notices,
}
