//! Opaque revision tokens for optimistic locking.

use super::random_newtype::random_newtype;

random_newtype!(
    /// The revision of a stored item, for optimistic locking.
    ///
    /// Every write replaces it with a new random token, so an equal revision means an unchanged item.
    Revision
);
