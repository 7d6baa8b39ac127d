//! The SDK's errors in the store's words.

use aws_sdk_dynamodb::error::{ProvideErrorMetadata, SdkError};
use tracing::warn;

use crate::{
    domain::{OrganizationId, short_hash},
    store::{StoreError, meter::count_damaged_item},
};

const THROTTLED: &[&str] =
    &["ProvisionedThroughputExceededException", "RequestLimitExceeded", "Throttling", "ThrottlingException"];

/// Keeps the error's code or kind only: messages of the store can quote keys, and keys name people.
pub fn store_error<E, R>(error: &SdkError<E, R>) -> StoreError
where
    E: ProvideErrorMetadata,
{
    match error {
        SdkError::ServiceError(service) => {
            let code = service.err().code().unwrap_or("an answer that cannot be read");
            if THROTTLED.contains(&code) {
                StoreError::Throttled(code.to_owned())
            } else {
                StoreError::Unavailable(code.to_owned())
            }
        }
        SdkError::TimeoutError(_) => StoreError::Unavailable("no answer in time".to_owned()),
        SdkError::DispatchFailure(failure) => StoreError::Unavailable(format!("no connection: {failure:?}")),
        SdkError::ResponseError(_) => StoreError::Unavailable("an answer that cannot be read".to_owned()),
        _ => StoreError::Unavailable("a request that cannot be sent".to_owned()),
    }
}

/// A success that has not even an empty list. The store never says that, and nobody must take it for an empty list.
pub(super) fn without_what_was_asked_for() -> StoreError {
    StoreError::Unavailable("an answer without what was asked for".to_owned())
}

/// Tells of an item that is left out of an answer, so that the rest of it can be given.
pub(super) fn pass_over(
    table: &'static str,
    key: &str,
    organization_id: Option<&OrganizationId>,
    reason: &str,
) {
    count_damaged_item();
    warn!(
        table,
        key_hash = short_hash(key),
        organization_id = organization_id.map(OrganizationId::as_str),
        reason,
        "a damaged item was passed over"
    );
}
