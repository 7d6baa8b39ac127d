//! Retries of writes after a conflict.

use std::time::Duration;

use crate::{Outcome, WriteError};

/// The maximum number of attempts of a write while other writers change the same items.
pub(crate) const ATTEMPTS: u32 = 20;
/// The mean of the first wait, and the amount by which the mean grows with each attempt. Waits are random, so that the
/// same writers do not collide again.
const WAIT: Duration = Duration::from_millis(5);

/// The result of one attempt to write.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Attempt<T = Outcome> {
    /// The write is complete, or nothing had to change.
    Done(T),
    /// Another writer changed an item that the attempt had read, or the attempt completed an interrupted write first.
    StartAgain,
}

/// Calls `attempt`, which reads the current state each time, until it is done or the attempts are used up.
pub(crate) async fn until_committed<F>(attempt: impl Fn() -> F + Send) -> Result<Outcome, WriteError>
where
    F: Future<Output = Result<Attempt, WriteError>> + Send,
{
    for round in 1..=ATTEMPTS {
        match attempt().await? {
            Attempt::Done(outcome) => return Ok(outcome),
            Attempt::StartAgain => wait_before_next(round).await,
        }
    }
    Err(WriteError::Contended)
}

/// Waits a random time after the attempt `round`, which counts from 1.
pub(crate) async fn wait_before_next(round: u32) {
    tokio::time::sleep((WAIT * round).mul_f64(0.5 + fastrand::f64())).await;
}
