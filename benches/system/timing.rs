//! Timing of work in this process.

use std::time::Instant;

/// Uncounted pairs at the beginning.
pub const WARM_UP_PAIRS: usize = 200;

/// Runs the work and returns its time in milliseconds.
pub async fn timed(work: impl Future) -> f64 {
    let began = Instant::now();
    work.await;
    milliseconds(began)
}

/// Returns the time since `began`, in milliseconds.
pub fn milliseconds(began: Instant) -> f64 {
    began.elapsed().as_secs_f64() * 1000.0
}
