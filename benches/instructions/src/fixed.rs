//! A clock and a source of randomness that never change.

use org_discovery::domain::{Clock, Entropy, Timestamp};

/// A clock that never advances.
#[derive(Debug, Clone, Copy)]
pub struct FixedClock(pub Timestamp);

impl Clock for FixedClock {
    fn now(&self) -> Timestamp {
        self.0
    }
}

/// A source of equal bytes.
#[derive(Debug, Clone, Copy)]
pub struct FixedEntropy;

impl Entropy for FixedEntropy {
    fn fill(&self, bytes: &mut [u8]) {
        bytes.fill(0x5a);
    }
}
