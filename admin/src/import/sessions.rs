//! Parses the session entries of a file.

use serde::Deserialize;
use serde_json::{Map, Value, value::RawValue};

use super::entity::{Entity, EntityParser};
use crate::{
    Refusal,
    sessions::{MAX_INTERMEDIATE_SESSION_SECONDS, MAX_MEMBER_SESSION_SECONDS},
};
use org_discovery::domain::{
    AuthenticationFactors, EmailAddress, MemberId, MemberSessionId, OAuthTenants, OpaqueToken, OrganizationId,
};

/// A session to create.
#[derive(Debug, Clone)]
pub struct SessionEntry {
    /// A name, unique in the input.
    pub name: String,
    /// A one-line description.
    pub note: Option<String>,
    /// The person's email address.
    pub email_address: EmailAddress,
    /// The factors that the person has authenticated with.
    pub authentication_factors: AuthenticationFactors,
    /// The token; random if absent.
    pub token: Option<OpaqueToken>,
    /// The lifetime from now, in seconds; negative for an expired session.
    pub expires_in_seconds: i64,
    /// The kind of session.
    pub kind: SessionEntryKind,
}

/// The kind of session.
#[derive(Debug, Clone)]
pub enum SessionEntryKind {
    /// `"kind": "intermediate"`.
    Intermediate {
        /// The tenants that the login service verified.
        oauth_tenants: OAuthTenants,
        /// The organization that the sign-in was started for.
        organization_id_hint: Option<OrganizationId>,
    },
    /// `"kind": "member"`.
    Member {
        /// The organization.
        organization_id: OrganizationId,
        /// The Member.
        member_id: MemberId,
        /// The id of the session; random if absent.
        member_session_id: Option<MemberSessionId>,
    },
}

const INTERMEDIATE_SECONDS: i64 = 10 * 60;
const MEMBER_SECONDS: i64 = 60 * 60;

const COMMON: &[&str] =
    &["name", "kind", "note", "email_address", "authentication_factors", "token", "expires_in_seconds"];
const INTERMEDIATE: &[&str] = &["oauth_tenants", "organization_id_hint"];
const MEMBER: &[&str] = &["organization_id", "member_id", "member_session_id"];

#[derive(Deserialize)]
#[serde(rename_all = "lowercase")]
enum Kind {
    Intermediate,
    Member,
}

#[derive(Deserialize)]
struct CommonFields {
    name: String,
    kind: Kind,
    note: Option<String>,
    email_address: EmailAddress,
    authentication_factors: Option<AuthenticationFactors>,
    token: Option<OpaqueToken>,
    expires_in_seconds: Option<i64>,
}

#[derive(Deserialize)]
struct IntermediateFields {
    oauth_tenants: Option<OAuthTenants>,
    organization_id_hint: Option<OrganizationId>,
}

#[derive(Deserialize)]
#[expect(clippy::struct_field_names, reason = "names of the file's fields")]
struct MemberFields {
    organization_id: OrganizationId,
    member_id: MemberId,
    member_session_id: Option<MemberSessionId>,
}

/// Parses a session entry, and checks it on its own.
pub(super) fn parse(
    pointer: &str,
    raw: &RawValue,
    parser: &mut EntityParser<'_>,
) -> Option<Entity<SessionEntry>> {
    let Entity { file, pointer, value: common } = parser.parse::<CommonFields>(pointer, raw.get())?;
    let (kind, own_fields, lifetime) = match common.kind {
        Kind::Intermediate => {
            (parse_intermediate(&pointer, raw, parser)?, INTERMEDIATE, INTERMEDIATE_SECONDS)
        }
        Kind::Member => (parse_member(&pointer, raw, parser)?, MEMBER, MEMBER_SECONDS),
    };
    let expires_in_seconds = common.expires_in_seconds.unwrap_or(lifetime);
    if let Some(refusal) = too_long(&kind, expires_in_seconds) {
        parser.refuse(&format!("{pointer}/expires_in_seconds"), &refusal.to_string());
        return None;
    }
    let factors = common.authentication_factors.unwrap_or_default();
    if let Some(index) = factors.position_of_other_address(&common.email_address) {
        let reason =
            "the factor does not name the session's address; correct its address or remove the factor";
        parser.refuse(&format!("{pointer}/authentication_factors/{index}"), reason);
        return None;
    }
    warn_of_unknown(&pointer, raw, own_fields, parser);
    let value = SessionEntry {
        name: common.name,
        note: common.note,
        email_address: common.email_address,
        authentication_factors: factors,
        token: common.token,
        expires_in_seconds,
        kind,
    };
    Some(Entity { file, pointer, value })
}

/// Returns the refusal of a lifetime that is too long. An expired session may be as old as the longest session.
fn too_long(kind: &SessionEntryKind, expires_in_seconds: i64) -> Option<Refusal> {
    let is_intermediate = matches!(kind, SessionEntryKind::Intermediate { .. });
    if is_intermediate && expires_in_seconds > MAX_INTERMEDIATE_SESSION_SECONDS {
        return Some(Refusal::IntermediateSessionTooLong);
    }
    let is_too_long = expires_in_seconds.unsigned_abs() > MAX_MEMBER_SESSION_SECONDS.unsigned_abs();
    is_too_long.then_some(Refusal::SessionTooLong)
}

fn parse_intermediate(
    pointer: &str,
    raw: &RawValue,
    parser: &mut EntityParser<'_>,
) -> Option<SessionEntryKind> {
    let fields = parser.parse::<IntermediateFields>(pointer, raw.get())?.value;
    Some(SessionEntryKind::Intermediate {
        oauth_tenants: fields.oauth_tenants.unwrap_or_default(),
        organization_id_hint: fields.organization_id_hint,
    })
}

fn parse_member(pointer: &str, raw: &RawValue, parser: &mut EntityParser<'_>) -> Option<SessionEntryKind> {
    let fields = parser.parse::<MemberFields>(pointer, raw.get())?.value;
    let MemberFields { organization_id, member_id, member_session_id } = fields;
    Some(SessionEntryKind::Member { organization_id, member_id, member_session_id })
}

fn warn_of_unknown(pointer: &str, raw: &RawValue, own_fields: &[&str], parser: &mut EntityParser<'_>) {
    let Ok(fields) = serde_json::from_str::<Map<String, Value>>(raw.get()) else {
        return;
    };
    for name in
        fields.keys().filter(|name| !COMMON.contains(&name.as_str()) && !own_fields.contains(&name.as_str()))
    {
        parser.warn_of_unknown(pointer, name);
    }
}
