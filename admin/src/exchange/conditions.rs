//! The conditions on the presented session.

use crate::{
    project_tables::ProjectTables,
    transactions::{Condition, Transaction},
};
use org_discovery::{
    domain::{
        CachedJson, Member, MemberSession, OrganizationId, Session, SessionKind, Timestamp, TokenHash,
        discovery::AddressMembers,
    },
    service::ServiceError,
    store::dynamodb::items::{
        attributes::text,
        members::{REVISION, member_key},
        sessions::{EXPIRES_AT, FACTORS, SECURITY_STAMP, session_key},
    },
};

/// The use of the presented session in a transaction.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Use {
    /// An intermediate session is deleted, because it can be exchanged once. A member session is kept.
    Spend,
    /// The session is kept.
    Keep,
}

/// Requires that the presented session, stored under `hash`, is unchanged and has not expired. A session of a Member, or
/// derived from one, also requires that its Member is unchanged, unless the transaction changes that Member anyway.
pub(super) fn add_session_conditions(
    transaction: &mut Transaction,
    tables: &ProjectTables,
    (session, members): (&Session, &AddressMembers),
    (hash, usage): (&TokenHash, Use),
    target: &OrganizationId,
    now: Timestamp,
) -> Result<(), ServiceError> {
    let table = &tables.names.sessions;
    match &session.kind {
        SessionKind::Intermediate { .. } | SessionKind::Derived(_) => {
            let factors = (FACTORS, text(session.authentication_factors.json()));
            let unspent = Condition::EqualAndLater { equal: factors, later: EXPIRES_AT, now };
            match usage {
                Use::Spend => transaction.delete(table, session_key(hash.as_str()), Some(&unspent)),
                Use::Keep => transaction.check(table, session_key(hash.as_str()), &unspent),
            }
            if let Some(parent) = session.parent() {
                let hash = TokenHash::of_session_id(&tables.project, &parent.member_session_id);
                check_member_session(transaction, tables, session, &hash, now)?;
            }
        }
        SessionKind::Member(_) => check_member_session(transaction, tables, session, hash, now)?,
    }
    check_required_member(transaction, tables, (session, members), target)
}

fn check_member_session(
    transaction: &mut Transaction,
    tables: &ProjectTables,
    session: &Session,
    hash: &TokenHash,
    now: Timestamp,
) -> Result<(), ServiceError> {
    let stamp = session.security_stamp.as_ref().ok_or(ServiceError::SessionNotFound)?;
    let equal = (SECURITY_STAMP, text(stamp.as_str()));
    let live = Condition::EqualAndLater { equal, later: EXPIRES_AT, now };
    transaction.check(&tables.names.sessions, session_key(hash.as_str()), &live);
    Ok(())
}

fn check_required_member(
    transaction: &mut Transaction,
    tables: &ProjectTables,
    (session, members): (&Session, &AddressMembers),
    target: &OrganizationId,
) -> Result<(), ServiceError> {
    let Some(MemberSession { organization_id, .. }) = session.required_member() else {
        return Ok(());
    };
    if organization_id == target {
        return Ok(());
    }
    let member: &CachedJson<Member> =
        members.required_member(session).ok_or(ServiceError::SessionNotFound)?;
    let key = member_key(&tables.project, &member.email_address, organization_id);
    let unchanged = at_revision(member)?;
    transaction.check(&tables.names.members, key, &unchanged);
    Ok(())
}

/// Returns the condition that the item of an object has the revision that was read.
pub(super) fn at_revision<T>(object: &CachedJson<T>) -> Result<Condition<'static>, ServiceError> {
    // Every writer stores a revision; without one, a concurrent change could not be detected.
    let revision = object.revision().ok_or(ServiceError::Damaged)?;
    Ok(Condition::Equal(REVISION, text(revision.as_str())))
}
