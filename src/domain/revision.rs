//! Opaque revision tokens for optimistic locking.

use super::random_token::random_token;

random_token!(
    /// The revision of a stored item, for optimistic locking.
    ///
    /// Every write replaces it with a new random token, so an equal revision means an unchanged item.
    Revision
);
