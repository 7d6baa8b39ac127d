//! How often one request may try again, over all its calls.
//!
//! Each call may be tried three times, and a request makes many. When the store is in trouble, that would be three times the
//! load just then. Like the [meter](super::Meter), the allowance goes beside the calls.

use std::{
    future::Future,
    sync::atomic::{AtomicU32, Ordering},
};

tokio::task_local! {
    static LEFT: AtomicU32;
}

/// Runs `work`, whose calls may be tried again `retries` times in all. Without this, only each call by itself is bounded.
pub async fn with_retries<T>(retries: u32, work: impl Future<Output = T>) -> T {
    LEFT.scope(AtomicU32::new(retries), work).await
}

/// Takes one of what is left.
pub(super) fn take_retry() -> bool {
    let take = |left: &AtomicU32| {
        left.fetch_update(Ordering::Relaxed, Ordering::Relaxed, |left| left.checked_sub(1)).is_ok()
    };
    LEFT.try_with(take).unwrap_or(true)
}
