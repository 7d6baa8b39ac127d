//! Times of work in this process.

use std::time::Instant;

/// Pairs that warm up and are not counted.
pub const WARM_UP_PAIRS: usize = 200;

/// Returns how long the work takes, in milliseconds.
pub async fn timed(work: impl Future) -> f64 {
    let began = Instant::now();
    work.await;
    milliseconds(began)
}

/// Returns the time since `began`, in milliseconds.
pub fn milliseconds(began: Instant) -> f64 {
    began.elapsed().as_secs_f64() * 1000.0
}
