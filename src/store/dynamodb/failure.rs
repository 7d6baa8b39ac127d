//! `DynamoDB` failures: SDK errors, incomplete responses and damaged items.

use aws_sdk_dynamodb::error::{ProvideErrorMetadata, SdkError};
use tracing::warn;

use crate::{
    domain::{OrganizationId, log_hash},
    request_context::RequestContext,
    store::StoreError,
};

const THROTTLED: &[&str] =
    &["ProvisionedThroughputExceededException", "RequestLimitExceeded", "Throttling", "ThrottlingException"];

/// Converts an SDK error. Only its code or kind is kept, because messages from `DynamoDB` can quote keys, which contain
/// email addresses.
pub fn store_error<E, R>(error: &SdkError<E, R>) -> StoreError
where
    E: ProvideErrorMetadata,
{
    match error {
        SdkError::ServiceError(service) => {
            let code = service.err().code().unwrap_or("unreadable response");
            if THROTTLED.contains(&code) {
                StoreError::Throttled(code.to_owned())
            } else {
                StoreError::Unavailable(code.to_owned())
            }
        }
        SdkError::TimeoutError(_) => StoreError::Unavailable("no response in time".to_owned()),
        SdkError::DispatchFailure(failure) => {
            StoreError::Unavailable(format!("connection failed: {failure:?}"))
        }
        SdkError::ResponseError(_) => StoreError::Unavailable("unreadable response".to_owned()),
        _ => StoreError::Unavailable("request could not be built".to_owned()),
    }
}

/// Returns the error for a 200 response without the expected list, which must not count as an empty result.
pub(super) fn missing_list() -> StoreError {
    StoreError::Unavailable("response without the expected list".to_owned())
}

/// Logs and counts a damaged item. The caller skips it and returns the other items.
pub(super) fn skip_damaged_item(
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
        "damaged item skipped"
    );
}
