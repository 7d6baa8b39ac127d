//! Finds sessions with the same name, token or id.

use std::collections::{HashMap, hash_map::Entry};

use super::{
    conflicts::first_location,
    locations::{RecordLocations, RequestedLocations, at_field},
    problems::Problems,
    record_kind::RecordKind,
    sessions::{SessionEntry, SessionEntryKind},
};
use crate::fingerprint;
use org_discovery::domain::{MemberSessionId, OpaqueToken};

/// A field that identifies a session.
#[derive(Clone, Copy, PartialEq, Eq, Hash)]
enum SessionKey {
    Name,
    Token,
    Id,
}

impl SessionKey {
    fn field(self) -> &'static str {
        match self {
            Self::Name => "/name",
            Self::Token => "/token",
            Self::Id => "/member_session_id",
        }
    }

    fn noun(self) -> &'static str {
        match self {
            Self::Name => "name",
            Self::Token => "token",
            Self::Id => "id",
        }
    }
}

/// A later session that repeats a value of an earlier one. The value may be a token, so messages do not contain it.
struct SessionConflict {
    key: SessionKey,
    later: u64,
    first: u64,
}

/// The conflicts, and the position of the first session with each name, token and id, by fingerprint.
#[derive(Default)]
pub(super) struct SessionConflicts {
    first: HashMap<(SessionKey, u64), u64>,
    found: Vec<SessionConflict>,
}

impl SessionConflicts {
    pub(super) fn add(&mut self, position: u64, session: &SessionEntry) {
        let id = match &session.kind {
            SessionEntryKind::Member { member_session_id, .. } => member_session_id.as_ref(),
            SessionEntryKind::Intermediate { .. } => None,
        };
        let values = [
            (SessionKey::Name, Some(session.name.as_str())),
            (SessionKey::Token, session.token.as_ref().map(OpaqueToken::expose)),
            (SessionKey::Id, id.map(MemberSessionId::as_str)),
        ];
        for (key, value) in values {
            let Some(value) = value else { continue };
            match self.first.entry((key, fingerprint(value))) {
                Entry::Occupied(first) => {
                    self.found.push(SessionConflict { key, later: position, first: *first.get() });
                }
                Entry::Vacant(vacant) => {
                    vacant.insert(position);
                }
            }
        }
    }

    /// Requests the locations that [`Self::describe`] needs. Other conflicts are only counted.
    pub(super) fn request_locations(&mut self, requested: &mut RequestedLocations, problems: &mut Problems) {
        problems.keep_first(&mut self.found);
        requested.sessions.extend(self.found.iter().flat_map(|conflict| [conflict.later, conflict.first]));
    }

    pub(super) fn describe(&self, locations: &RecordLocations, problems: &mut Problems) {
        for SessionConflict { key, later: position, first } in &self.found {
            if let (Some(later), Some(first)) = (locations.session(*position), locations.session(*first)) {
                let (field, first) = (key.field(), first_location(first, key.field()));
                let reason = format!("another session already has this {} ({first})", key.noun());
                problems.refuse(RecordKind::Session, *position, at_field(later, field, reason));
            }
        }
    }
}
