//! The validity of member sessions.

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

/// Checks that the Member of a member session is active. A damaged Member is an error, because the session may be
/// valid.
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
    // The damaged item may be that of the session's Member.
    if members.has_unidentified_damage {
        return Err(ServiceError::Damaged);
    }
    Err(ServiceError::SessionNotFound)
}

/// Returns true if the Member of a member session is active and has the session's security stamp. The stamp differs if
/// the Member was reactivated, recreated or moved after the session was created.
#[must_use]
pub fn is_member_session_valid(session: &Session, members: &AddressMembers) -> bool {
    let is_active = members.own_member(session).is_some();
    let stamp = session.member().and_then(|own| members.security_stamps.get(&own.organization_id));
    is_active && stamp.is_some() && stamp == session.security_stamp.as_ref()
}

/// Checks that the organization of a member session is not damaged.
pub(super) fn check_own_organization(
    session: &Session,
    found: &FoundOrganizations,
) -> Result<(), ServiceError> {
    match session.member() {
        Some(own) if found.damaged.contains(&own.organization_id) => Err(ServiceError::Damaged),
        _ => Ok(()),
    }
}
