//! Consumed read and write capacity.

use aws_sdk_dynamodb::types::ConsumedCapacity;

use crate::request_context::RequestContext;

/// Adds a successful call to the request's read meter, with the read units that the response reports for each table.
pub fn count(consumed: &[ConsumedCapacity]) {
    let read_units = consumed.iter().filter_map(ConsumedCapacity::capacity_units).sum();
    RequestContext::with_current(|context| context.read_meter.add_call(read_units));
}

/// Adds a committed transaction to the request's read meter, with the write units that the response reports for each
/// table.
pub fn count_transaction(consumed: &[ConsumedCapacity]) {
    let write_units = consumed.iter().filter_map(ConsumedCapacity::capacity_units).sum();
    RequestContext::with_current(|context| context.read_meter.add_transaction(write_units));
}
