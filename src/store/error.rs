//! Errors of the store.

use thiserror::Error;

/// A failed read or write. Absence is not an error: a read that finds nothing returns `None` or an empty list.
///
/// The messages are for operators. They contain names of tables and attributes, and of a key only a truncated hash.
#[derive(Debug, Clone, PartialEq, Eq, Error)]
pub enum StoreError {
    /// `DynamoDB` throttles.
    #[error("the store is throttling: {0}")]
    Throttled(String),
    /// No connection, no response in time, or an unexpected response.
    #[error("the store is not available: {0}")]
    Unavailable(String),
    /// A corrupt item.
    #[error("an item of the {table} table is damaged (key hash {key_hash}): {reason}")]
    Damaged {
        /// The table of the data model, not its deployed name.
        table: &'static str,
        /// The first digits of the SHA-256 hash of the item's key.
        key_hash: String,
        /// The fault.
        reason: String,
    },
}
