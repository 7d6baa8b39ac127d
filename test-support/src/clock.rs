//! A clock that only advances when a test advances it.

use std::sync::{
    Arc,
    atomic::{AtomicI64, Ordering},
};

use org_discovery::domain::{Clock, Timestamp};

/// A clock that only advances when a test advances it. Clones share the time.
#[derive(Debug, Clone)]
pub struct TestClock(Arc<AtomicI64>);

impl TestClock {
    /// Returns a clock that is set to this time, in seconds since 1970.
    pub fn at(unix: i64) -> Self {
        Self(Arc::new(AtomicI64::new(unix)))
    }

    /// Advances the clock. A negative number sets it back.
    pub fn advance(&self, seconds: i64) {
        self.0.fetch_add(seconds, Ordering::SeqCst);
    }
}

impl Clock for TestClock {
    fn now(&self) -> Timestamp {
        Timestamp::from_unix(self.0.load(Ordering::SeqCst)).expect("a time")
    }
}
