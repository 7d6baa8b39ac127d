//! The `sessions` table: one item for each credential that names a session.
//!
//! A member session stands twice, under its token and under its id (for its JWTs); each of the two items names the other.

use aws_sdk_dynamodb::types::ReturnConsumedCapacity::Total;

use super::{
    DynamoDb, consumed,
    failure::store_error,
    item::{Attributes, Damage, Item, item, key, number, text},
};
use crate::{
    domain::{
        CredentialKind, EmailAddress, MemberId, MemberSession, MemberSessionId, OrganizationId, ProjectId,
        Session, SessionKind, Stamp, Timestamp, TokenHash,
    },
    store::{SessionReads, StoreError},
};

pub(super) const TABLE: &str = "sessions";
pub(super) const TOKEN_HASH: &str = "token_hash";
pub(super) const MEMBER: &str = "member";
pub(super) const TWIN: &str = "twin";
pub(super) const MEMBER_SESSION_ID: &str = "member_session_id";
const KIND: &str = "kind";
pub(super) const EXPIRES_AT: &str = "expires_at";
const EMAIL_ADDRESS: &str = "email_address";
const FACTORS: &str = "authentication_factors";
const TENANTS: &str = "oauth_tenants";
const HINT: &str = "organization_id_hint";
const ORGANIZATION_ID: &str = "organization_id";
const MEMBER_ID: &str = "member_id";
pub(super) const MEMBER_LIFE: &str = "member_life";

pub(super) fn session_key(hash: &str) -> Item {
    key([(TOKEN_HASH, text(hash))])
}

/// The key under which the index lists a Member's sessions.
pub(super) fn member_key(project: &ProjectId, member: &MemberId) -> String {
    format!("{project}#{member}")
}

/// The item of an intermediate session.
pub(super) fn intermediate_item(hash: &TokenHash, session: &Session) -> Item {
    let mut item = common_item(hash, session);
    if let SessionKind::Intermediate { oauth_tenants, organization_id_hint } = &session.kind {
        let tenants = serde_json::to_string(oauth_tenants).unwrap_or_default();
        item.insert(TENANTS.to_owned(), text(tenants));
        if let Some(hint) = organization_id_hint {
            item.insert(HINT.to_owned(), text(hint.as_str()));
        }
    }
    item
}

/// One of the two items of a member session.
pub(super) fn member_item(
    project: &ProjectId,
    hash: &TokenHash,
    twin: &TokenHash,
    session: &Session,
    member: &MemberSession,
) -> Item {
    let mut item = common_item(hash, session);
    item.extend(session.member_life.iter().map(|life| (MEMBER_LIFE.to_owned(), text(life.as_str()))));
    item.extend(key([
        (TWIN, text(twin.as_str())),
        (MEMBER, text(member_key(project, &member.member_id))),
        (MEMBER_SESSION_ID, text(member.member_session_id.as_str())),
        (ORGANIZATION_ID, text(member.organization_id.as_str())),
        (MEMBER_ID, text(member.member_id.as_str())),
    ]));
    item
}

fn common_item(hash: &TokenHash, session: &Session) -> Item {
    item([
        (TOKEN_HASH, text(hash.as_str())),
        (KIND, text(hash.kind().as_str())),
        (EXPIRES_AT, number(session.expires_at.unix())),
        (EMAIL_ADDRESS, text(session.email_address.as_str())),
        (FACTORS, text(session.authentication_factors.json())),
    ])
}

fn read_session(hash: &TokenHash, item: &Item) -> Result<Session, Damage> {
    if Attributes::of(item)?.text(KIND)? != hash.kind().as_str() {
        return Err(Damage(format!("{KIND} is not the kind that its key was made for")));
    }
    read_any_session(item)
}

/// The session of an item, whatever the kind of credential that opens it.
pub(super) fn read_any_session(item: &Item) -> Result<Session, Damage> {
    let attributes = Attributes::of(item)?;
    let kind = attributes.parsed(KIND, |kind| CredentialKind::parse(kind).ok_or(()))?;
    let expires_at = Timestamp::from_unix(attributes.number(EXPIRES_AT)?);
    Ok(Session {
        email_address: attributes.parsed(EMAIL_ADDRESS, EmailAddress::parse)?,
        authentication_factors: attributes.json(FACTORS)?,
        expires_at: expires_at.ok_or_else(|| Damage(format!("{EXPIRES_AT} is out of range")))?,
        kind: read_kind(kind, attributes)?,
        member_life: attributes.optional_text(MEMBER_LIFE)?.and_then(|life| Stamp::parse(life).ok()),
    })
}

fn read_kind(kind: CredentialKind, attributes: Attributes<'_>) -> Result<SessionKind, Damage> {
    match kind {
        CredentialKind::Intermediate => Ok(SessionKind::Intermediate {
            oauth_tenants: attributes.json(TENANTS)?,
            organization_id_hint: attributes.optional_parsed(HINT, OrganizationId::parse)?,
        }),
        CredentialKind::SessionToken | CredentialKind::SessionId => Ok(SessionKind::Member(MemberSession {
            member_session_id: attributes.parsed(MEMBER_SESSION_ID, MemberSessionId::parse)?,
            organization_id: attributes.parsed(ORGANIZATION_ID, OrganizationId::parse)?,
            member_id: attributes.parsed(MEMBER_ID, MemberId::parse)?,
        })),
    }
}

impl SessionReads for DynamoDb {
    async fn session(&self, hash: &TokenHash) -> Result<Option<Session>, StoreError> {
        let request = self
            .client
            .get_item()
            .table_name(&self.tables.sessions)
            .set_key(Some(session_key(hash.as_str())))
            .consistent_read(true)
            .return_consumed_capacity(Total);
        let found = request.send().await.map_err(|error| store_error(&error))?;
        consumed::count(found.consumed_capacity.as_slice());
        let session = found.item.as_ref().map(|item| read_session(hash, item)).transpose();
        session.map_err(|damage| damage.of_item(TABLE, hash.as_str()))
    }
}
