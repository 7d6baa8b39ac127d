//! The retry policy for calls.

use std::time::Duration;

use aws_sdk_dynamodb::{
    config::{
        ConfigBag, Intercept, RuntimeComponents,
        interceptors::{
            BeforeTransmitInterceptorContextRef, FinalizerInterceptorContextRef, InterceptorContext,
        },
        retry::{ClassifyRetry, RetryAction, RetryConfig, RetryPartition, TokenBucket},
    },
    error::BoxError,
};
use aws_smithy_runtime_api::client::{interceptors::dyn_dispatch_hint, retries::RequestAttempts};

use crate::request_context::{RequestContext, take_retry};

/// The maximum number of attempts of one call.
const MAX_ATTEMPTS: u32 = 3;
/// The upper bound of the random delay before the second attempt. It is twice as long before the third.
const INITIAL_BACKOFF: Duration = Duration::from_millis(25);
/// The longest delay before an attempt. It also caps the delay that `DynamoDB` requests, because a sign-in cannot wait
/// longer.
const MAX_BACKOFF: Duration = Duration::from_millis(100);
/// The capacity of the token bucket that limits a client's retries. A retry costs 14 tokens, or 5 after throttling. A
/// call that succeeds returns tokens, but for concurrent calls the SDK keeps only the cost of the last retry. So the
/// bucket is also refilled with two tokens each second, and a client recovers after an outage.
const QUOTA: usize = 500;
const REFILL_PER_SECOND: f32 = 2.0;

pub(super) fn config() -> RetryConfig {
    RetryConfig::standard()
        .with_max_attempts(MAX_ATTEMPTS)
        .with_initial_backoff(INITIAL_BACKOFF)
        .with_max_backoff(MAX_BACKOFF)
}

/// Creates the token bucket of one client. The SDK's default bucket is shared by all clients of the process.
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

/// Retries a call whose 200 response cannot be parsed, because it was probably damaged in transit.
#[derive(Debug)]
pub(super) struct RetryUnreadableSuccess;

impl ClassifyRetry for RetryUnreadableSuccess {
    fn classify_retry(&self, context: &InterceptorContext) -> RetryAction {
        let is_success = context.response().is_some_and(|response| response.status().is_success());
        let is_failed = context.output_or_error().is_some_and(|outcome| outcome.is_err());
        if is_success && is_failed { RetryAction::transient_error() } else { RetryAction::NoActionIndicated }
    }

    fn name(&self) -> &'static str {
        "retry unreadable success"
    }
}

/// Counts the attempts of a call, and disables further retries when the request has used up its retry budget.
///
/// An interceptor takes the retry from the budget after each failed attempt, before the SDK decides on the next one. A
/// retry classifier cannot do that, because the SDK calls classifiers more than once for each attempt.
#[derive(Debug)]
pub(super) struct StopWithoutRetryBudget;

#[dyn_dispatch_hint]
impl Intercept for StopWithoutRetryBudget {
    fn name(&self) -> &'static str {
        "stop without retry budget"
    }

    fn read_before_attempt(
        &self,
        _: &BeforeTransmitInterceptorContextRef<'_>,
        _: &RuntimeComponents,
        _: &mut ConfigBag,
    ) -> Result<(), BoxError> {
        RequestContext::with_current(|context| context.read_meter.add_attempt());
        Ok(())
    }

    fn read_after_attempt(
        &self,
        context: &FinalizerInterceptorContextRef<'_>,
        _: &RuntimeComponents,
        config: &mut ConfigBag,
    ) -> Result<(), BoxError> {
        let attempts = config.load::<RequestAttempts>().map_or(MAX_ATTEMPTS, RequestAttempts::attempts);
        let is_failed = context.output_or_error().is_none_or(|outcome| outcome.is_err());
        if is_failed && attempts < MAX_ATTEMPTS && !take_retry() {
            config.interceptor_state().store_put(RetryConfig::disabled());
        }
        Ok(())
    }
}
