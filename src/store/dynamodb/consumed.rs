//! Read units that calls consumed.

use aws_sdk_dynamodb::types::ConsumedCapacity;

use crate::request_context::RequestContext;

/// Adds a call that was answered to the request's read meter, with the read units that the answer reports for each table.
pub(super) fn count(consumed: &[ConsumedCapacity]) {
    let read_units = consumed.iter().filter_map(ConsumedCapacity::capacity_units).sum();
    RequestContext::with_current(|context| context.read_meter.add_call(read_units));
}
