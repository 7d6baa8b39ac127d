//! Per-request state, held in a task-local.
//!
//! | field | written by | read by |
//! |---|---|---|
//! | `invocation` | telemetry, before the request | every log line |
//! | `read_meter` | the store | telemetry, after the request |
//! | `retry_budget` | the store | the store |
//! | `panic_slot` | the panic hook | the panic boundary |

mod invocation_metadata;
mod panic_slot;
mod read_meter;
mod retry_budget;

use std::{future::Future, sync::Arc};

use tokio::time::Instant;

pub use invocation_metadata::InvocationMetadata;
pub(crate) use panic_slot::CaughtPanic;
pub use panic_slot::PanicSlot;
pub use read_meter::{ReadCost, ReadMeter};
pub use retry_budget::RetryBudget;

tokio::task_local! {
    /// A task-local, because the panic hook, the log subscriber and the SDK's connector and interceptors are called by
    /// other code and get no arguments from the request.
    static CURRENT: Arc<RequestContext>;
}

/// The state of one request.
///
/// Code that runs outside a request, such as the warm-up or an `orgctl` command, has no context. Its reads are not
/// counted, and its retries are limited only for each call.
#[derive(Debug, Default)]
pub struct RequestContext {
    /// Log fields of the Lambda invocation, if there is one.
    pub invocation: Option<InvocationMetadata>,
    /// The read costs so far.
    pub read_meter: ReadMeter,
    /// The retries that are left.
    pub retry_budget: RetryBudget,
    /// The panic of the request's handler, if it panicked.
    pub panic_slot: PanicSlot,
}

impl RequestContext {
    /// Creates a context without an invocation.
    #[must_use]
    pub fn new() -> Arc<Self> {
        Arc::default()
    }

    /// Creates the context of a request that arrived with `invocation`.
    #[must_use]
    pub fn of_invocation(invocation: InvocationMetadata) -> Arc<Self> {
        Arc::new(Self { invocation: Some(invocation), ..Self::default() })
    }

    /// Runs `work` in this context.
    pub fn scope<F: Future>(self: &Arc<Self>, work: F) -> impl Future<Output = F::Output> + use<F> {
        CURRENT.scope(Arc::clone(self), work)
    }

    /// Calls `read` with the current context. Returns `None` outside a request.
    pub fn with_current<T>(read: impl FnOnce(&Self) -> T) -> Option<T> {
        CURRENT.try_with(|context| read(context)).ok()
    }
}

/// Runs a group of concurrent reads and records its duration as one round trip, even if the reads fail or are canceled.
/// Reads that depend on the results of an earlier group need another round trip.
pub async fn round_trip<T>(reads: impl Future<Output = T>) -> T {
    let _timer = RoundTripTimer(Instant::now());
    reads.await
}

struct RoundTripTimer(Instant);

impl Drop for RoundTripTimer {
    fn drop(&mut self) {
        RequestContext::with_current(|context| context.read_meter.add_round_trip(self.0.elapsed()));
    }
}

/// Takes one retry from the budget of the current request. Returns true if one was left, and always outside a request.
pub(crate) fn take_retry() -> bool {
    RequestContext::with_current(|context| context.retry_budget.take()).unwrap_or(true)
}
