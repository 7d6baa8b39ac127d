//! What calls consumed, for whoever counts.

use aws_sdk_dynamodb::types::ConsumedCapacity;

use crate::store::meter::{count_call, count_read_units};

/// Counts an answer: one call, and what it says that it consumed, for each table that it speaks of.
pub(super) fn count(consumed: &[ConsumedCapacity]) {
    count_call();
    count_read_units(consumed.iter().filter_map(ConsumedCapacity::capacity_units).sum());
}
