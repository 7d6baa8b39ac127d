//! The state of a request in progress.
//!
//! | field | written by | read by |
//! |---|---|---|
//! | `invocation` | telemetry, before the request | every log line |
//! | `read_meter` | the store | telemetry, after the request |
//! | `retry_budget` | the store | the store |
//! | `panic_slot` | the panic hook | the panic boundary |

mod invocation_fields;
mod panic_slot;
mod read_meter;
mod retry_budget;

use std::{future::Future, sync::Arc};

use tokio::time::Instant;

pub use invocation_fields::InvocationFields;
pub(crate) use panic_slot::CaughtPanic;
pub use panic_slot::PanicSlot;
pub use read_meter::{ReadCost, ReadMeter};
pub use retry_budget::RetryBudget;

tokio::task_local! {
    /// The only task-local of the library. The panic hook, the log subscriber and the SDK's connector and interceptors are
    /// called by other code, which passes them no argument from the request.
    static CURRENT: Arc<RequestContext>;
}

/// The state of one request. Code that runs outside of a request (a warm-up, a command of `orgctl`) has no context: it counts
/// nothing and its retries are limited for each call only.
#[derive(Debug, Default)]
pub struct RequestContext {
    /// The Lambda invocation that carries the request, if there is one.
    pub invocation: Option<InvocationFields>,
    /// What the request read.
    pub read_meter: ReadMeter,
    /// How many failed calls the request may still repeat.
    pub retry_budget: RetryBudget,
    /// The panic of the request's handler, if it panicked.
    pub panic_slot: PanicSlot,
}

impl RequestContext {
    /// A new context without an invocation.
    #[must_use]
    pub fn new() -> Arc<Self> {
        Arc::default()
    }

    /// A new context of a request that arrived with `invocation`.
    #[must_use]
    pub fn of_invocation(invocation: InvocationFields) -> Arc<Self> {
        Arc::new(Self { invocation: Some(invocation), ..Self::default() })
    }

    /// Runs `work` in this context.
    pub fn scope<F: Future>(self: &Arc<Self>, work: F) -> impl Future<Output = F::Output> + use<F> {
        CURRENT.scope(Arc::clone(self), work)
    }

    /// Calls `read` with the context in which the caller runs. Returns `None` outside of a request.
    pub fn with_current<T>(read: impl FnOnce(&Self) -> T) -> Option<T> {
        CURRENT.try_with(|context| read(context)).ok()
    }
}

/// Runs reads that are sent together, and adds the time that they took to the request's meter, also when they fail or are cut
/// off. A request takes a further round trip for each group of reads that depends on the results of the group before.
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

/// Takes one retry from the budget of the request in which the caller runs. Returns whether one was left; outside of a request
/// there always is.
pub(crate) fn take_retry() -> bool {
    RequestContext::with_current(|context| context.retry_budget.take()).unwrap_or(true)
}
