//! Reading all the input once.

use serde_json::{Value, value::RawValue};

use super::{ImportError, Notices, Source, search_pages::LastPages};
use crate::data_file::{
    SessionEntry,
    entity::{Entity, Reader},
    form::{self, SearchPage, Sink},
    session_entry,
};
use org_discovery::domain::{Member, Organization, OrganizationId};

/// What a file holds, read and believed by itself.
pub(super) enum Thing {
    Organization(Box<Entity<Organization>>),
    /// With its place in the order of all Members.
    Member(u64, Box<Entity<Member>>),
    Session(Box<Entity<SessionEntry>>),
}

/// What a pass is after. The rest is passed over unread.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Wanted {
    Everything,
    Organizations,
    Members,
    Sessions,
}

/// What a pass had to say.
#[derive(Default)]
pub(super) struct Found {
    pub(super) problems: Notices,
    pub(super) warnings: Notices,
    pub(super) pages: LastPages,
}

/// Reads every source, in order, and hands on what is wanted of it.
pub(super) fn pass(
    sources: &[Source],
    wanted: Wanted,
    take: &mut dyn FnMut(Thing),
) -> Result<Found, ImportError> {
    let (mut found, mut members) = (Found::default(), 0);
    for source in sources {
        let mut sink =
            Reading { reader: Reader::new(&source.name), found, members, wanted, take: &mut *take };
        let read = source.open().and_then(|file| form::read(file, &mut sink));
        read.map_err(|error| ImportError::Unreadable { name: source.name.clone(), error })?;
        sink.drain();
        (found, members) = (sink.found, sink.members);
    }
    Ok(found)
}

struct Reading<'r> {
    reader: Reader<'r>,
    found: Found,
    members: u64,
    wanted: Wanted,
    take: &'r mut dyn FnMut(Thing),
}

impl Reading<'_> {
    fn wants(&self, kind: Wanted) -> bool {
        self.wanted == Wanted::Everything || self.wanted == kind
    }

    /// The raw text, if all of it is text: raw values carry along what is none, such as half of a surrogate pair.
    fn sound<'j>(&mut self, place: &str, json: &'j str) -> Option<&'j RawValue> {
        let checked = serde_json::from_str::<Value>(json).and_then(|_| serde_json::from_str(json));
        checked.map_err(|error| self.reader.refuse(place, &format!("not JSON: {error}"))).ok()
    }

    fn hand_on(&mut self, thing: Option<Thing>) {
        if let Some(thing) = thing {
            (self.take)(thing);
        }
        self.drain();
    }

    /// Keeps of the reader's remarks as many as anybody reads.
    fn drain(&mut self) {
        self.found.problems.extend(self.reader.problems.drain(..));
        self.found.warnings.extend(self.reader.warnings.drain(..));
    }
}

impl Sink for Reading<'_> {
    fn organization(&mut self, place: &str, json: &str) {
        if self.wants(Wanted::Organizations) {
            let organization =
                self.sound(place, json).and_then(|raw| self.reader.entity(place, raw.get(), &[]));
            self.hand_on(organization.map(|organization| Thing::Organization(Box::new(organization))));
        }
    }

    fn member(&mut self, place: &str, json: &str, within: Option<&OrganizationId>) {
        let order = self.members;
        self.members += 1;
        if self.wants(Wanted::Members) {
            let member = self.sound(place, json).and_then(|raw| match within {
                Some(id) => self.reader.member_of(id, place, raw),
                None => self.reader.entity(place, raw.get(), &[]),
            });
            self.hand_on(member.map(|member| Thing::Member(order, Box::new(member))));
        }
    }

    fn session(&mut self, place: &str, json: &str) {
        if self.wants(Wanted::Sessions) {
            let raw = self.sound(place, json);
            let session = raw.and_then(|raw| session_entry::read(place, raw, &mut self.reader));
            self.hand_on(session.map(|session| Thing::Session(Box::new(session))));
        }
    }

    fn search_page(&mut self, place: &str, page: SearchPage) {
        self.found.pages.add(self.reader.file(), place, page);
    }

    fn refuse(&mut self, place: &str, reason: &str) {
        self.reader.refuse(place, reason);
        self.drain();
    }

    fn unknown_field(&mut self, place: &str, field: &str) {
        self.reader.warn_of_unknown(place, field);
        self.drain();
    }
}
