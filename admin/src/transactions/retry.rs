//! Starting a write again after a conflict.

use std::time::Duration;

use crate::{Outcome, WriteError};

/// The number of times that a write starts when other writers change the same items.
pub(crate) const ATTEMPTS: u32 = 20;
/// The mean of the first wait. Each further wait is longer by as much, and random, so that the same writers do not collide
/// again.
const WAIT: Duration = Duration::from_millis(5);

/// The result of one attempt to write.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Attempt {
    /// The write is complete, or there was nothing to do.
    Done(Outcome),
    /// Another writer changed what the attempt had read, or the attempt first completed an interrupted write.
    StartAgain,
}

/// Calls `attempt`, which reads the current state each time, until it is done.
pub(crate) async fn until_committed<F>(attempt: impl Fn() -> F + Send) -> Result<Outcome, WriteError>
where
    F: Future<Output = Result<Attempt, WriteError>> + Send,
{
    for round in 1..=ATTEMPTS {
        match attempt().await? {
            Attempt::Done(outcome) => return Ok(outcome),
            Attempt::StartAgain => tokio::time::sleep((WAIT * round).mul_f64(0.5 + fastrand::f64())).await,
        }
    }
    Err(WriteError::Contended)
}
