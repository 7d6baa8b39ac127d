//! The scenes of the instruction counts: an event, the function that answers it, and the recorded responses of `DynamoDB`.
//!
//! Clock and randomness are fixed, so that every request to `DynamoDB` is in the recording.

#![expect(
    missing_docs,
    clippy::missing_panics_doc,
    clippy::must_use_candidate,
    reason = "a crate for the benchmarks of this workspace only"
)]
#![expect(clippy::expect_used, reason = "a panic fails the benchmark")]

mod explanation;
mod fixed;
mod function;
mod scene;

pub use explanation::Operator;
pub use fixed::{FixedClock, FixedEntropy};
pub use function::{ExchangeFunction, Function, ListFunction, exchange_function, list_function};
pub use scene::{REFUSED, Scene};
