//! The limit on the retries of one request, over all its calls.
//!
//! Each call may be attempted three times, and a request makes many calls. Without this limit, DynamoDB would get three times
//! the load just when it is in trouble.

use std::sync::atomic::{AtomicU32, Ordering};

/// Retries of one request.
const RETRIES: u32 = 8;

/// The retries that a request has left.
#[derive(Debug)]
pub struct RetryBudget(AtomicU32);

impl Default for RetryBudget {
    fn default() -> Self {
        Self(AtomicU32::new(RETRIES))
    }
}

impl RetryBudget {
    /// Takes one retry. Returns whether one was left.
    pub(crate) fn take(&self) -> bool {
        let take_one = |left: u32| left.checked_sub(1);
        self.0.fetch_update(Ordering::Relaxed, Ordering::Relaxed, take_one).is_ok()
    }
}
