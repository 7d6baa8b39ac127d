//! A few numbers of each record, by which contradictions are found without keeping the records.

use std::collections::HashSet;

use serde::Serialize;

use super::{
    Notices, Thing,
    elsewhere::Elsewhere,
    proof,
    stored_values::ImportedValues,
    suspects::{MemberRecord, OrganizationRecord, Suspects},
    unique::{UniqueConflicts, UniqueRecords, key_of},
};
use crate::data_file::{Notice, SessionEntry, SessionEntryKind, check, entity::Entity, unique_values};
use org_discovery::domain::{Member, Organization, fingerprint};

/// The numbers of all records, and what is to be said of single ones.
#[derive(Default)]
pub(super) struct Records {
    organizations: Vec<OrganizationRecord>,
    members: Vec<MemberRecord>,
    sessions: HashSet<u64>,
    unique: UniqueRecords,
    first_session: Option<Notice>,
    session_count: u64,
    count: u64,
    pub(super) problems: Notices,
    pub(super) warnings: Notices,
}

fn content(value: &impl Serialize) -> u64 {
    fingerprint(serde_json::to_string(value).unwrap_or_default())
}

impl Records {
    pub(super) fn add(&mut self, thing: Thing) {
        self.count += 1;
        match thing {
            Thing::Organization(organization) => self.add_organization(&organization),
            Thing::Member(order, member) => self.add_member(order, &member),
            Thing::Session(session) => self.add_session(&session),
        }
    }

    pub(super) fn count(&self) -> u64 {
        self.count
    }

    fn add_organization(&mut self, organization: &Entity<Organization>) {
        self.problems.extend(check::organization_limits(organization));
        self.problems.extend(check::common_mailboxes(organization));
        let order = self.organizations.len() as u64;
        let id = fingerprint(organization.value.organization_id.as_str());
        self.unique.add_organization(order, &organization.value);
        self.organizations.push(OrganizationRecord { id, content: content(&organization.value), order });
    }

    fn add_member(&mut self, order: u64, member: &Entity<Member>) {
        self.problems.extend(check::member_limits(member));
        if let Some(doubt) = proof::doubt(&member.value) {
            self.warnings.push(member.notice("/email_address_verified", doubt.to_owned()));
        }
        self.unique.add_member(order, &member.value);
        let Member { organization_id, member_id, .. } = &member.value;
        self.members.push(MemberRecord {
            id: fingerprint(member_id.as_str()),
            content: content(&member.value),
            organization: fingerprint(organization_id.as_str()),
            address: key_of(&unique_values::held_by(&member.value)),
            order,
            live: member.value.is_live(),
        });
    }

    fn add_session(&mut self, session: &Entity<SessionEntry>) {
        self.session_count += 1;
        self.first_session.get_or_insert_with(|| session.notice("", String::new()));
        let SessionEntry { token, kind, .. } = &session.value;
        let Some(token) = token else {
            let reason =
                "the session was left out, because it has no token; `orgctl session create` makes new ones";
            return self.warnings.push(session.notice("", reason.to_owned()));
        };
        let id = match kind {
            SessionEntryKind::Member { member_session_id, .. } => member_session_id.as_ref(),
            SessionEntryKind::Intermediate { .. } => None,
        };
        let names =
            [Some(fingerprint(("token", token.expose()))), id.map(|id| fingerprint(("id", id.as_str())))];
        for name in names.into_iter().flatten() {
            if !self.sessions.insert(name) {
                let reason = "another session has this token or this id already";
                self.problems.push(session.notice("", reason.to_owned()));
            }
        }
    }

    /// Refuses sessions that the operator did not ask for: each lets the holder of its token act as the person.
    pub(super) fn refuse_sessions(&mut self) {
        let count = self.session_count;
        let sessions = if count == 1 { "a session".to_owned() } else { format!("{count} sessions") };
        let reason = format!(
            "the input holds {sessions}; a session lets the holder of its token act as the person: remove them from the \
             input, or import them with --with-sessions"
        );
        self.problems.extend(self.first_session.clone().map(|first| Notice { reason, ..first }));
    }

    /// The records that contradict or repeat each other, values with several owners, and Members without organizations in
    /// the input.
    pub(super) fn suspects(&mut self) -> (Suspects, UniqueConflicts, Elsewhere) {
        let mut suspects = Suspects::among(&mut self.organizations, &mut self.members);
        let (conflicts, replaced) = self.unique.conflicts(&self.members);
        suspects.leave_out(replaced);
        (suspects, conflicts, Elsewhere::of(&self.organizations, &mut self.members))
    }

    /// What stored organizations are compared with, after [`Self::suspects`].
    pub(super) fn take_values(&mut self) -> ImportedValues {
        let organizations = self.organizations.iter().map(|record| record.id).collect();
        ImportedValues::new(self.unique.take_values_of_organizations(), organizations)
    }
}
