//! Fingerprints of all records, to find conflicts without keeping the records.

use serde::Serialize;

use super::{
    conflicts::RecordConflicts,
    diagnostics::{Diagnostic, Diagnostics},
    entity::Entity,
    missing_organizations::MissingOrganizations,
    options::SessionPolicy,
    record_fingerprints::{MemberFingerprint, RecordFingerprint, Version},
    record_kind::{ByKind, RecordKind},
    records::Record,
    refused_record::RawRecord,
    session_conflicts::SessionConflicts,
    sessions::SessionEntry,
    stored_values::ImportedValues,
    unique_conflicts::{UniqueConflicts, UniqueFingerprints, key_of},
    unique_values, verification_lint,
};
use crate::fingerprint;
use org_discovery::domain::{Member, Organization};

/// The fingerprints of all records, and the warnings of single records.
#[derive(Default)]
pub(super) struct Fingerprints {
    /// One of each id after [`Self::conflicts`], sorted by id.
    pub(super) organizations: Vec<RecordFingerprint>,
    members: Vec<MemberFingerprint>,
    pub(super) sessions: SessionConflicts,
    unique: UniqueFingerprints,
    session_policy: SessionPolicy,
    first_session: Option<Diagnostic>,
    pub(super) counts: ByKind<u64>,
    pub(super) sessions_without_token: u64,
    /// The ids of the records that are invalid on their own.
    pub(super) invalid_ids: ByKind<Vec<u64>>,
    pub(super) warnings: Diagnostics,
}

fn content(value: &impl Serialize) -> u64 {
    fingerprint(serde_json::to_string(value).unwrap_or_default())
}

impl Fingerprints {
    pub(super) fn new(session_policy: SessionPolicy) -> Self {
        Self { session_policy, ..Self::default() }
    }

    pub(super) fn add(&mut self, record: Record) {
        match record {
            Record::Organization(position, organization) => self.add_organization(position, &organization),
            Record::Member(position, member) => self.add_member(position, &member),
            Record::Session(position, session) => self.add_session(position, &session),
        }
    }

    /// Remembers the id of a record that is invalid on its own, if it can be read.
    pub(super) fn add_invalid(&mut self, kind: RecordKind, raw: &RawRecord<'_>) {
        let name = match kind {
            RecordKind::Organization => "organization_id",
            RecordKind::Member => "member_id",
            RecordKind::Session => return,
        };
        let id = raw.string_field(name);
        self.invalid_ids.of_mut(kind).extend(id.map(|id| fingerprint(id.as_str())));
    }

    fn add_organization(&mut self, position: u64, organization: &Entity<Organization>) {
        self.counts.organizations += 1;
        let id = fingerprint(organization.value.organization_id.as_str());
        let version = Version::new(organization.value.updated_at);
        self.unique.add_organization(position, &organization.value);
        let content = content(&organization.value);
        self.organizations.push(RecordFingerprint { id, content, position, version });
    }

    fn add_member(&mut self, position: u64, member: &Entity<Member>) {
        self.counts.members += 1;
        if let Some(warning) = verification_lint::warning(&member.value) {
            self.warnings.push(member.diagnostic("/email_address_verified", warning.to_owned()));
        }
        self.unique.add_member(position, &member.value);
        let Member { organization_id, member_id, updated_at, .. } = &member.value;
        let version = Version::new(*updated_at);
        let id = fingerprint(member_id.as_str());
        self.members.push(MemberFingerprint {
            record: RecordFingerprint { id, content: content(&member.value), position, version },
            organization: fingerprint(organization_id.as_str()),
            address: key_of(&unique_values::current_address(&member.value)),
            live: member.value.is_live(),
        });
    }

    fn add_session(&mut self, position: u64, session: &Entity<SessionEntry>) {
        self.counts.sessions += 1;
        self.first_session.get_or_insert_with(|| session.diagnostic("", String::new()));
        self.sessions.add(position, &session.value);
        if session.value.token.is_none() && self.session_policy == SessionPolicy::WithToken {
            self.sessions_without_token += 1;
            let reason =
                "the session was skipped because it has no token; create it with `orgctl session create`";
            self.warnings.push(session.diagnostic("", reason.to_owned()));
        }
    }

    /// Returns an error at the first session of the input, unless the operator allowed sessions.
    pub(super) fn refused_sessions(&self) -> Option<Diagnostic> {
        if self.session_policy != SessionPolicy::Refuse {
            return None;
        }
        let count = self.counts.sessions;
        let sessions = if count == 1 { "a session".to_owned() } else { format!("{count} sessions") };
        let reason = format!(
            "the input contains {sessions}, and the holder of a session's token can act as the person: remove the sessions, \
             or import them with --with-sessions"
        );
        self.first_session.clone().map(|first| Diagnostic { reason, ..first })
    }

    /// Returns the conflicting and duplicate records, the values with several owners, and the organizations that
    /// Members reference but the input does not contain.
    pub(super) fn conflicts(&mut self) -> (RecordConflicts, UniqueConflicts, MissingOrganizations) {
        let mut records = RecordConflicts::find(&mut self.organizations, &mut self.members);
        self.unique.remove_copies(records.skipped());
        let (unique, replaced) = self.unique.conflicts(&self.members);
        records.add_replaced(replaced);
        self.invalid_ids.organizations.sort_unstable();
        self.invalid_ids.members.sort_unstable();
        let is_known = |id: u64| {
            self.organizations.binary_search_by_key(&id, |record| record.id).is_ok()
                || self.invalid_ids.organizations.binary_search(&id).is_ok()
        };
        let missing = MissingOrganizations::find(&mut self.members, is_known);
        (records, unique, missing)
    }

    /// Returns the values to compare with stored organizations. Must be called after [`Self::conflicts`].
    pub(super) fn take_values(&mut self) -> ImportedValues {
        let organizations = self.organizations.iter().map(|record| record.id).collect();
        ImportedValues::new(self.unique.take_values_of_organizations(), organizations)
    }
}
