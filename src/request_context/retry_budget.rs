//! The limit on the retries of one request across all its calls.
//!
//! Each call may be attempted three times, and a request makes many calls. Without this limit, retries could triple the
//! load on DynamoDB during an outage.

use std::sync::atomic::{AtomicU32, Ordering};

/// The retries of one request.
const MAX_RETRIES: u32 = 8;

/// The retries that a request has left.
#[derive(Debug)]
pub struct RetryBudget(AtomicU32);

impl Default for RetryBudget {
    fn default() -> Self {
        Self(AtomicU32::new(MAX_RETRIES))
    }
}

impl RetryBudget {
    /// Takes one retry. Returns true if one was left.
    pub(crate) fn take(&self) -> bool {
        let take_one = |left: u32| left.checked_sub(1);
        self.0.fetch_update(Ordering::Relaxed, Ordering::Relaxed, take_one).is_ok()
    }
}
