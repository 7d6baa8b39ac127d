//! The decision of a request.

use super::{ServiceError, member_session_validity::not_found};
use crate::domain::discovery::{Discovery, Facts, discover};

/// Decides which organizations a person can enter.
///
/// # Errors
/// [`ServiceError::SessionNotFound`] when the Member of a member session is not active or its organization does not
/// exist, [`ServiceError::IntermediateSessionNotFound`] for a session that was derived from such a member session, and [`ServiceError::Damaged`] when the result is empty and items are damaged.
pub fn decide(facts: &Facts) -> Result<Discovery<'_>, ServiceError> {
    let discovery = discover(facts).ok_or_else(|| not_found(&facts.session))?;
    if facts.has_damaged_items() && discovery.discovered_organizations.is_empty() {
        return Err(ServiceError::Damaged);
    }
    Ok(discovery)
}
