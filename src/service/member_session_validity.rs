//! The validity of member sessions, and of intermediate sessions that were derived from them.

use super::ServiceError;
use crate::{
    domain::{Session, SessionClaims, SessionJwtError, SessionKind, discovery::AddressMembers},
    store::FoundOrganizations,
};

/// Returns the error for a session that is not valid.
pub(super) fn not_found(session: &Session) -> ServiceError {
    match session.kind {
        SessionKind::Member(_) => ServiceError::SessionNotFound,
        SessionKind::Intermediate { .. } | SessionKind::Derived(_) => {
            ServiceError::IntermediateSessionNotFound
        }
    }
}

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
    let Some(own) = session.required_member() else {
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
    Err(not_found(session))
}

/// Returns true if the Member of a member session, or of the member session that the session was derived from, is active
/// and has the session's security stamp. The stamp differs if the Member was reactivated, recreated or moved after the
/// session was created.
#[must_use]
pub fn is_member_session_valid(session: &Session, members: &AddressMembers) -> bool {
    let Some(own) = session.required_member() else {
        return false;
    };
    let attributes = members.attributes.get(&own.organization_id);
    let stamp = attributes.map(|attributes| &attributes.security_stamp);
    members.required_member(session).is_some() && stamp.is_some() && stamp == session.security_stamp.as_ref()
}

/// Checks that the organization of a member session is not damaged.
pub(super) fn check_own_organization(
    session: &Session,
    found: &FoundOrganizations,
) -> Result<(), ServiceError> {
    match session.required_member() {
        Some(own) if found.damaged.contains(&own.organization_id) => Err(ServiceError::Damaged),
        _ => Ok(()),
    }
}
