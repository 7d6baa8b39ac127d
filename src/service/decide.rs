//! The decision, with the errors of a request.

use super::ServiceError;
use crate::domain::discovery::{Discovery, Facts, discover};

/// Decides which organizations are in the answer.
///
/// # Errors
/// [`ServiceError::SessionNotFound`] when the session's own Member or organization does not exist, and
/// [`ServiceError::Damaged`] when the answer is empty because of corrupt items.
pub fn decide(facts: &Facts) -> Result<Discovery<'_>, ServiceError> {
    let discovery = discover(facts).ok_or(ServiceError::SessionNotFound)?;
    if facts.are_damaged() && discovery.discovered_organizations.is_empty() {
        return Err(ServiceError::Damaged);
    }
    Ok(discovery)
}
