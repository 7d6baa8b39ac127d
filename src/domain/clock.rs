//! Time as a parameter.
//!
//! Nothing below the binaries asks the machine for the time. A test can stand at any second, and every rule about
//! expiry can be shown at its edge.

use std::time::{Duration, SystemTime, UNIX_EPOCH};

use super::Timestamp;

/// Tells the time.
pub trait Clock: Send + Sync {
    /// The present second.
    fn now(&self) -> Timestamp;

    /// Milliseconds since 1970, for logs: no rule is so fine.
    fn unix_milliseconds(&self) -> i64 {
        self.now().unix() * 1000
    }
}

/// The machine's clock.
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

#[expect(clippy::disallowed_methods, reason = "the one place that reads the machine's clock")]
fn since_epoch() -> Duration {
    SystemTime::now().duration_since(UNIX_EPOCH).unwrap_or_default()
}
