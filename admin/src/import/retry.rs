//! Retries of writes.

use std::time::Duration;

use crate::WriteError;
use org_discovery::store::StoreError;

/// The first wait, in addition to the SDK's own retries. Each further wait is twice as long.
const INITIAL_BACKOFF: Duration = Duration::from_millis(500);
/// The number of retries before the import fails.
const MAX_RETRIES: u32 = 8;

/// Retries a write that DynamoDB throttled, or that conflicts with other writers.
pub(super) async fn retry_with_backoff<T>(
    write: impl AsyncFn() -> Result<T, WriteError>,
) -> Result<T, WriteError> {
    for retry in 0..MAX_RETRIES {
        match write().await {
            Err(WriteError::Store(StoreError::Throttled(_)) | WriteError::Contended) => {
                tokio::time::sleep(INITIAL_BACKOFF * 2_u32.pow(retry)).await;
            }
            done => return done,
        }
    }
    write().await
}
