//! Durations in log lines.

use std::time::Duration;

/// Returns milliseconds with three decimal places.
#[expect(clippy::cast_precision_loss, reason = "the microseconds of a request are below 2^52")]
pub(super) fn milliseconds(duration: Duration) -> f64 {
    duration.as_micros() as f64 / 1000.0
}
