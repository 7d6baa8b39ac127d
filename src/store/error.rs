//! Why the store did not answer.

use thiserror::Error;

/// A failure of the store. Absence is not one: a look-up that finds nothing returns `None` or an empty list.
///
/// The texts are for operators. They name tables and attributes, and a key only by a truncated hash.
#[derive(Debug, Clone, PartialEq, Eq, Error)]
pub enum StoreError {
    /// The store asks to slow down.
    #[error("the store is throttling: {0}")]
    Throttled(String),
    /// The store could not be reached, did not answer in time, or answered something unexpected.
    #[error("the store is not available: {0}")]
    Unavailable(String),
    /// An item is there and cannot be understood.
    #[error("an item of the {table} table is damaged (key hash {key_hash}): {reason}")]
    Damaged {
        /// The kind of table.
        table: &'static str,
        /// The first digits of the SHA-256 of the item's key.
        key_hash: String,
        /// What is wrong with it.
        reason: String,
    },
}
