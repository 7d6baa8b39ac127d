//! How long a request may take.

use std::time::Duration;

/// What Lambda takes to carry the answer away, and we to write it.
const TO_ANSWER: Duration = Duration::from_millis(150);

/// The request's budget, or less where the invocation ends before. Both times are milliseconds since 1970.
///
/// An end that is over already, or that is none, is no end of this invocation: Lambda would have ended it.
pub(super) fn time_limit(budget: Duration, now: i64, invocation_ends: Option<u64>) -> Duration {
    let ends = invocation_ends.and_then(|ends| i64::try_from(ends).ok()).unwrap_or(0);
    let left = u64::try_from(ends.saturating_sub(now)).unwrap_or(0);
    match Duration::from_millis(left) {
        Duration::ZERO => budget,
        left => budget.min(left.saturating_sub(TO_ANSWER)),
    }
}
