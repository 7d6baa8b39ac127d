//! Failures of `DynamoDB`: errors of the SDK, incomplete responses, corrupt items.

use aws_sdk_dynamodb::error::{ProvideErrorMetadata, SdkError};
use tracing::warn;

use crate::{
    domain::{OrganizationId, log_hash},
    request_context::RequestContext,
    store::StoreError,
};

const THROTTLED: &[&str] =
    &["ProvisionedThroughputExceededException", "RequestLimitExceeded", "Throttling", "ThrottlingException"];

/// Converts an error of the SDK. Only its code or kind is kept: a message of `DynamoDB` can quote keys, and keys contain
/// addresses.
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

/// The error for a 200 response without the expected list. It is never an empty result.
pub(super) fn missing_list() -> StoreError {
    StoreError::Unavailable("an answer without what was asked for".to_owned())
}

/// Logs and counts a corrupt item that is skipped, so that the rest of the answer can be given.
pub(super) fn skip_corrupt_item(
    table: &'static str,
    key: &str,
    organization_id: Option<&OrganizationId>,
    reason: &str,
) {
    RequestContext::with_current(|context| context.read_meter.add_damaged_item());
    warn!(
        table,
        key_hash = log_hash(key),
        organization_id = organization_id.map(OrganizationId::as_str),
        reason,
        "a damaged item was passed over"
    );
}
