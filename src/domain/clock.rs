//! The clock as a parameter.
//!
//! Only the binaries read the system clock. Everything else takes a [`Clock`] or a [`Timestamp`], so that tests can set
//! the time and check expiry to the second.

use std::time::{Duration, SystemTime, UNIX_EPOCH};

use super::Timestamp;

/// A source of the current time.
pub trait Clock: Send + Sync {
    /// Returns the current time, in whole seconds.
    fn now(&self) -> Timestamp;

    /// Returns milliseconds since the Unix epoch, for log lines. The rules use whole seconds.
    fn unix_milliseconds(&self) -> i64 {
        self.now().unix() * 1000
    }
}

/// The system clock.
#[derive(Debug, Clone, Copy, Default)]
pub struct SystemClock;

impl Clock for SystemClock {
    fn now(&self) -> Timestamp {
        Timestamp::from_unix(since_epoch().as_secs().cast_signed()).unwrap_or(Timestamp::EPOCH)
    }

    fn unix_milliseconds(&self) -> i64 {
        i64::try_from(since_epoch().as_millis()).unwrap_or(0)
    }
}

#[expect(clippy::disallowed_methods, reason = "the only place that reads the system clock")]
fn since_epoch() -> Duration {
    SystemTime::now().duration_since(UNIX_EPOCH).unwrap_or_default()
}
