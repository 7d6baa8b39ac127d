//! Opaque revision tokens for optimistic locking.

use super::random_token::random_token;

random_token!(
    /// A random token for one state of a stored item. Every write replaces it, so an equal token means an unchanged item.
    Revision
);
