//! Durations in log lines.

use std::time::Duration;

/// Returns milliseconds with three decimal places.
#[expect(clippy::cast_precision_loss, reason = "a request takes no hundred years")]
pub(super) fn milliseconds(duration: Duration) -> f64 {
    duration.as_micros() as f64 / 1000.0
}
