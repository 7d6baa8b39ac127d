//! When a call is tried again.

use std::time::Duration;

use aws_sdk_dynamodb::{
    config::{
        ConfigBag, Intercept, RuntimeComponents,
        interceptors::{FinalizerInterceptorContextRef, InterceptorContext},
        retry::{ClassifyRetry, RetryAction, RetryConfig, RetryPartition, TokenBucket},
    },
    error::BoxError,
};
use aws_smithy_runtime_api::client::{interceptors::dyn_dispatch_hint, retries::RequestAttempts};

use crate::store::retries::take_retry;

/// Attempts of one call.
const ATTEMPTS: u32 = 3;
/// The second attempt waits for a random part of this, the third for a random part of its double.
const FIRST_WAIT: Duration = Duration::from_millis(25);
/// The longest wait, also when the store asks for more: whoever signs in cannot wait so long.
const LONGEST_WAIT: Duration = Duration::from_millis(100);
/// What a client may spend on trying again. An attempt costs 14, or 5 when the store throttles. Calls that succeed give some of it
/// back (side by side, the SDK remembers only the last attempt's cost), and every second gives two, so that a client recovers after an outage.
const QUOTA: usize = 500;
const REFILL_PER_SECOND: f32 = 2.0;

pub(super) fn config() -> RetryConfig {
    RetryConfig::standard()
        .with_max_attempts(ATTEMPTS)
        .with_initial_backoff(FIRST_WAIT)
        .with_max_backoff(LONGEST_WAIT)
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

/// Lets no further attempt follow a failed one when the request has used up what it may try again.
///
/// It takes from the allowance after the attempt and before the SDK decides. A classifier would not do: the SDK asks those
/// more than once.
#[derive(Debug)]
pub(super) struct WithinAllowance;

#[dyn_dispatch_hint]
impl Intercept for WithinAllowance {
    fn name(&self) -> &'static str {
        "within the request's allowance"
    }

    fn read_after_attempt(
        &self,
        context: &FinalizerInterceptorContextRef<'_>,
        _: &RuntimeComponents,
        config: &mut ConfigBag,
    ) -> Result<(), BoxError> {
        let attempts = config.load::<RequestAttempts>().map_or(ATTEMPTS, RequestAttempts::attempts);
        let is_failed = context.output_or_error().is_none_or(|outcome| outcome.is_err());
        if is_failed && attempts < ATTEMPTS && !take_retry() {
            config.interceptor_state().store_put(RetryConfig::disabled());
        }
        Ok(())
    }
}
