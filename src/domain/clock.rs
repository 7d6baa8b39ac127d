//! Time as a parameter.
//!
//! Nothing below the binaries asks the machine for the time. A test can stand at any second, and every rule about
//! expiry can be shown at its edge.

use super::Timestamp;

/// Tells the time.
pub trait Clock: Send + Sync {
    /// The present second.
    fn now(&self) -> Timestamp;
}

/// The machine's clock.
#[derive(Debug, Clone, Copy, Default)]
pub struct SystemClock;

impl Clock for SystemClock {
    #[expect(clippy::disallowed_methods, reason = "the one place that reads the machine's clock")]
    fn now(&self) -> Timestamp {
        let since_epoch =
            std::time::SystemTime::now().duration_since(std::time::UNIX_EPOCH).unwrap_or_default();
        Timestamp::from_unix(since_epoch.as_secs().cast_signed()).unwrap_or(Timestamp::EPOCH)
    }
}
