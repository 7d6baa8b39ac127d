//! The decision of a request.

use super::ServiceError;
use crate::domain::discovery::{Discovery, Facts, discover};

/// Decides which organizations a person can enter.
///
/// # Errors
/// [`ServiceError::SessionNotFound`] when the Member of a member session is not active or its organization does not
/// exist, and [`ServiceError::Damaged`] when the result is empty and items are damaged.
pub fn decide(facts: &Facts) -> Result<Discovery<'_>, ServiceError> {
    let discovery = discover(facts).ok_or(ServiceError::SessionNotFound)?;
    if facts.has_damaged_items() && discovery.discovered_organizations.is_empty() {
        return Err(ServiceError::Damaged);
    }
    Ok(discovery)
}
