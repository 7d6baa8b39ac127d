//! When a call is tried again.

use std::time::Duration;

use aws_sdk_dynamodb::config::{
    interceptors::InterceptorContext,
    retry::{ClassifyRetry, RetryAction, RetryConfig, RetryPartition, TokenBucket},
};
use aws_smithy_runtime_api::client::retries::classifiers::RetryClassifierPriority;

use crate::store::retries::take_retry;

/// Attempts of one call.
const ATTEMPTS: u32 = 3;
/// The second attempt waits for a random part of this, the third for a random part of its double.
const FIRST_WAIT: Duration = Duration::from_millis(25);
/// What a client may spend on attempts that fail again. One costs 14, or 5 when the store throttles; one that succeeds costs
/// nothing. Every call that succeeds at once gives one back, and every second two, so that a client recovers after an outage.
const QUOTA: usize = 500;
const REFILL_PER_SECOND: f32 = 2.0;

pub(super) fn config() -> RetryConfig {
    RetryConfig::standard().with_max_attempts(ATTEMPTS).with_initial_backoff(FIRST_WAIT)
}

/// The quota of one client. The SDK's own is shared by everything in the process.
pub(super) fn quota() -> RetryPartition {
    let bucket = TokenBucket::builder()
        .capacity(QUOTA)
        .retry_cost(14)
        .timeout_retry_cost(14)
        .throttling_retry_cost(5)
        .refill_rate(REFILL_PER_SECOND)
        .build();
    RetryPartition::custom("org-discovery").token_bucket(bucket).build()
}

/// Asks again for a success that cannot be read: something on the way has garbled it.
#[derive(Debug)]
pub(super) struct GarbledSuccess;

impl ClassifyRetry for GarbledSuccess {
    fn classify_retry(&self, context: &InterceptorContext) -> RetryAction {
        let is_success = context.response().is_some_and(|response| response.status().is_success());
        let is_failed = context.output_or_error().is_some_and(|outcome| outcome.is_err());
        if is_success && is_failed { RetryAction::transient_error() } else { RetryAction::NoActionIndicated }
    }

    fn name(&self) -> &'static str {
        "success that cannot be read"
    }
}

/// Forbids another attempt when the request has used up what it may try again.
#[derive(Debug)]
pub(super) struct WithinAllowance;

impl ClassifyRetry for WithinAllowance {
    fn classify_retry(&self, _: &InterceptorContext) -> RetryAction {
        RetryAction::NoActionIndicated
    }

    fn classify_retry_v2(&self, _: &InterceptorContext, so_far: &RetryAction) -> RetryAction {
        if so_far.should_retry() && !take_retry() {
            return RetryAction::RetryForbidden;
        }
        RetryAction::NoActionIndicated
    }

    fn name(&self) -> &'static str {
        "within the request's allowance"
    }

    /// After all others, whose verdict it looks at.
    fn priority(&self) -> RetryClassifierPriority {
        RetryClassifierPriority::run_after(RetryClassifierPriority::transient_error_classifier())
    }
}
