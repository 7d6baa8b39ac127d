//! Errors that reads and writes return.

use thiserror::Error;

/// A failed read or write. Absence is not an error: a read that finds nothing returns `None` or an empty list.
///
/// The messages are for operators. They contain table and attribute names, and only a truncated hash of a key.
#[derive(Debug, Clone, PartialEq, Eq, Error)]
pub enum StoreError {
    /// `DynamoDB` throttles requests.
    #[error("DynamoDB is throttling: {0}")]
    Throttled(String),
    /// No connection, no response in time, or an unexpected response.
    #[error("DynamoDB is unavailable: {0}")]
    Unavailable(String),
    /// A damaged item: it cannot be parsed, or has an unknown schema version.
    #[error("damaged item in the {table} table (key hash {key_hash}): {reason}")]
    Damaged {
        /// The table of the data model, not its deployed name.
        table: &'static str,
        /// The first digits of the SHA-256 hash of the item's key.
        key_hash: String,
        /// The reason why the item is damaged.
        reason: String,
    },
}
