//! Conditions on which a member session is valid.

use super::ServiceError;
use crate::{
    domain::{Session, SessionClaims, SessionJwtError, discovery::AddressMembers},
    store::FoundOrganizations,
};

/// Checks that a JWT was issued for the Member of its session.
pub(super) fn check_claims(session: &Session, claims: &SessionClaims) -> Result<(), ServiceError> {
    let is_same = session.member().is_some_and(|member| {
        member.member_id == claims.member_id && member.organization_id == claims.organization_id
    });
    if is_same { Ok(()) } else { Err(SessionJwtError::Invalid.into()) }
}

/// Checks that a member session's Member is active. If its item is corrupt, the session may be valid or not, which is an error.
pub(super) fn check_own_member(session: &Session, members: &AddressMembers) -> Result<(), ServiceError> {
    let Some(own) = session.member() else {
        return Ok(());
    };
    if members.damaged.contains(&own.organization_id) {
        return Err(ServiceError::Damaged);
    }
    if is_member_session_valid(session, members) {
        return Ok(());
    }
    // The corrupt item may be that of the session's Member.
    if members.unnamed_damage {
        return Err(ServiceError::Damaged);
    }
    Err(ServiceError::SessionNotFound)
}

/// Returns whether a member session's Member is active and has not been deleted and created again since the session was
/// created.
#[must_use]
pub fn is_member_session_valid(session: &Session, members: &AddressMembers) -> bool {
    let is_active = members.own_member(session).is_some();
    let stamp = session.member().and_then(|own| members.security_stamps.get(&own.organization_id));
    is_active && stamp.is_some() && stamp == session.security_stamp.as_ref()
}

/// Checks that the organization of a member session is not corrupt.
pub(super) fn check_own_organization(
    session: &Session,
    found: &FoundOrganizations,
) -> Result<(), ServiceError> {
    match session.member() {
        Some(own) if found.damaged.contains(&own.organization_id) => Err(ServiceError::Damaged),
        _ => Ok(()),
    }
}
