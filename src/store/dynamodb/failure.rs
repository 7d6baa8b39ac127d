//! The SDK's errors in the store's words.

use aws_sdk_dynamodb::error::{ProvideErrorMetadata, SdkError};

use crate::store::StoreError;

const THROTTLED: &[&str] =
    &["ProvisionedThroughputExceededException", "RequestLimitExceeded", "Throttling", "ThrottlingException"];

/// Keeps the error's code or kind only: messages of the store can quote keys, and keys name people.
pub(super) fn store_error<E, R>(error: &SdkError<E, R>) -> StoreError
where
    E: ProvideErrorMetadata,
{
    match error {
        SdkError::ServiceError(service) => {
            let code = service.err().code().unwrap_or("an error without a code");
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
