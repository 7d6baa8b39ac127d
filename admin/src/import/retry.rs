//! Retries of writes.

use std::time::Duration;

use crate::WriteError;
use org_discovery::store::StoreError;

/// The wait when the store asks to slow down, after the SDK has waited already; it doubles each time.
const FIRST_WAIT: Duration = Duration::from_millis(500);
/// The number of retries before the import ends.
const RETRIES: u32 = 8;

/// Retries while the store asks to slow down, or others write the same items.
pub(super) async fn retry_with_backoff<T>(
    write: impl AsyncFn() -> Result<T, WriteError>,
) -> Result<T, WriteError> {
    for retry in 0..RETRIES {
        match write().await {
            Err(WriteError::Store(StoreError::Throttled(_)) | WriteError::Contended) => {
                tokio::time::sleep(FIRST_WAIT * 2_u32.pow(retry)).await;
            }
            done => return done,
        }
    }
    write().await
}
