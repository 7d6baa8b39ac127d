//! The deadline of a request.

use std::{future::Future, time::Duration};

use tokio::time::timeout;

use super::ApiError;

/// The time reserved to serialize the response and for Lambda to deliver it.
const TIME_TO_RESPOND: Duration = Duration::from_millis(150);

/// Cancels `work` with an error if it takes longer than `limit`.
pub(super) async fn deadline<T>(
    limit: Duration,
    work: impl Future<Output = Result<T, ApiError>>,
) -> Result<T, ApiError> {
    let expired = |_| Err(ApiError::internal("request deadline exceeded"));
    timeout(limit, work).await.unwrap_or_else(expired)
}

/// Returns the time limit of a request: the budget, or less if the invocation ends earlier. `now` and `invocation_ends`
/// are milliseconds since 1970.
///
/// A missing or past end of the invocation is ignored. A past end is not plausible, because Lambda would have stopped
/// the invocation.
pub(super) fn time_limit(budget: Duration, now: i64, invocation_ends: Option<u64>) -> Duration {
    let ends = invocation_ends.and_then(|ends| i64::try_from(ends).ok()).unwrap_or(0);
    let left = u64::try_from(ends.saturating_sub(now)).unwrap_or(0);
    match Duration::from_millis(left) {
        Duration::ZERO => budget,
        left => budget.min(left.saturating_sub(TIME_TO_RESPOND)),
    }
}
