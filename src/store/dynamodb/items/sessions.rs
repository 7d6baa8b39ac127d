//! The `sessions` table: one item for each credential of a session.
//!
//! A member session has two items, one for its token and one for its id, which JWTs contain. Each item contains the key
//! of the other. An intermediate session that was derived from a member session contains the attributes of both.

use super::attributes::{Attributes, Damage, Item, item, key, number, text};
use crate::domain::{
    AuthenticationFactors, CredentialKind, EmailAddress, MemberId, MemberSession, MemberSessionId,
    OrganizationId, ProjectId, SecurityStamp, Session, SessionKind, Timestamp, TokenHash,
};

/// The name of the table in the data model.
pub const TABLE: &str = "sessions";
/// The partition key: the hash of the credential.
pub const TOKEN_HASH: &str = "token_hash";
/// The partition key of the index by Member.
pub const MEMBER: &str = "member";
/// The key of the other item of a member session.
pub const PAIRED_TOKEN_HASH: &str = "paired_token_hash";
/// The id of a member session.
pub const MEMBER_SESSION_ID: &str = "member_session_id";
/// The kind of the credential.
pub const KIND: &str = "kind";
/// The expiry of the session, in seconds since 1970.
pub const EXPIRES_AT: &str = "expires_at";
/// The person's address.
pub const EMAIL_ADDRESS: &str = "email_address";
/// The factors, as JSON text.
pub const FACTORS: &str = "authentication_factors";
/// The custom claims of a member session, as JSON text.
pub const CUSTOM_CLAIMS: &str = "custom_claims";
const TENANTS: &str = "oauth_tenants";
const HINT: &str = "organization_id_hint";
const ORGANIZATION_ID: &str = "organization_id";
const MEMBER_ID: &str = "member_id";
/// The security stamp that the Member had when the session was created.
pub const SECURITY_STAMP: &str = "security_stamp";

/// Returns the key of a session's item.
#[must_use]
pub fn session_key(hash: &str) -> Item {
    key([(TOKEN_HASH, text(hash))])
}

/// Returns the key of a Member in the index by Member.
#[must_use]
pub fn member_index_key(project: &ProjectId, member: &MemberId) -> String {
    format!("{project}#{member}")
}

/// Returns the item of an intermediate session.
#[must_use]
pub fn intermediate_item(project: &ProjectId, hash: &TokenHash, session: &Session) -> Item {
    let mut item = common_item(hash, session);
    match &session.kind {
        SessionKind::Intermediate { oauth_tenants, organization_id_hint } => {
            let tenants = serde_json::to_string(oauth_tenants).unwrap_or_default();
            item.insert(TENANTS.to_owned(), text(tenants));
            item.extend(organization_id_hint.iter().map(|hint| (HINT.to_owned(), text(hint.as_str()))));
        }
        SessionKind::Derived(parent) => {
            item.insert(TENANTS.to_owned(), text("{}"));
            item.extend(member_attributes(project, parent));
        }
        SessionKind::Member(_) => {}
    }
    item
}

/// Returns one of the two items of a member session.
#[must_use]
pub fn member_item(
    project: &ProjectId,
    hash: &TokenHash,
    paired: &TokenHash,
    session: &Session,
    member: &MemberSession,
) -> Item {
    let mut item = common_item(hash, session);
    item.extend(member_attributes(project, member));
    item.insert(PAIRED_TOKEN_HASH.to_owned(), text(paired.as_str()));
    item
}

fn common_item(hash: &TokenHash, session: &Session) -> Item {
    let mut item = item([
        (TOKEN_HASH, text(hash.as_str())),
        (KIND, text(hash.kind().as_str())),
        (EXPIRES_AT, number(session.expires_at.unix())),
        (EMAIL_ADDRESS, text(session.email_address.as_str())),
        (FACTORS, text(session.authentication_factors.json())),
    ]);
    item.extend(session.security_stamp.iter().map(|stamp| (SECURITY_STAMP.to_owned(), text(stamp.as_str()))));
    item
}

/// Returns the attributes of a member session, or of an intermediate session that was derived from it.
fn member_attributes(project: &ProjectId, member: &MemberSession) -> Item {
    key([
        (MEMBER, text(member_index_key(project, &member.member_id))),
        (MEMBER_SESSION_ID, text(member.member_session_id.as_str())),
        (ORGANIZATION_ID, text(member.organization_id.as_str())),
        (MEMBER_ID, text(member.member_id.as_str())),
    ])
}

/// Parses the session of the item whose key is `hash`.
///
/// # Errors
/// [`Damage`] when an attribute is missing or malformed, or the item belongs to another kind of credential.
pub fn read_session(hash: &TokenHash, item: &Item) -> Result<Session, Damage> {
    if Attributes::of(item)?.text(KIND)? != hash.kind().as_str() {
        return Err(Damage(format!("{KIND} does not match its key")));
    }
    read_any_session(item)
}

/// Parses the session of an item for any kind of credential.
///
/// # Errors
/// [`Damage`] when an attribute is missing or malformed.
pub fn read_any_session(item: &Item) -> Result<Session, Damage> {
    let attributes = Attributes::of(item)?;
    let kind = attributes.parsed(KIND, |kind| CredentialKind::parse(kind).ok_or(()))?;
    let expires_at = Timestamp::from_unix(attributes.number(EXPIRES_AT)?);
    Ok(Session {
        email_address: attributes.parsed(EMAIL_ADDRESS, EmailAddress::parse)?,
        authentication_factors: attributes.json_with(FACTORS, AuthenticationFactors::parse_stored)?,
        expires_at: expires_at.ok_or_else(|| Damage(format!("{EXPIRES_AT} is out of range")))?,
        kind: read_kind(kind, attributes)?,
        security_stamp: attributes
            .optional_text(SECURITY_STAMP)?
            .and_then(|stamp| SecurityStamp::parse(stamp).ok()),
    })
}

fn read_kind(kind: CredentialKind, attributes: Attributes<'_>) -> Result<SessionKind, Damage> {
    match kind {
        CredentialKind::Intermediate if attributes.optional_text(MEMBER_SESSION_ID)?.is_some() => {
            Ok(SessionKind::Derived(read_member_session(attributes)?))
        }
        CredentialKind::Intermediate => Ok(SessionKind::Intermediate {
            oauth_tenants: attributes.json(TENANTS)?,
            organization_id_hint: attributes.optional_parsed(HINT, OrganizationId::parse)?,
        }),
        CredentialKind::SessionToken | CredentialKind::SessionId => {
            Ok(SessionKind::Member(read_member_session(attributes)?))
        }
    }
}

fn read_member_session(attributes: Attributes<'_>) -> Result<MemberSession, Damage> {
    Ok(MemberSession {
        member_session_id: attributes.parsed(MEMBER_SESSION_ID, MemberSessionId::parse)?,
        organization_id: attributes.parsed(ORGANIZATION_ID, OrganizationId::parse)?,
        member_id: attributes.parsed(MEMBER_ID, MemberId::parse)?,
    })
}
