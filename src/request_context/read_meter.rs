//! Read costs of a request.
//!
//! They are telemetry only, so the store adds them to the request context instead of returning them from every
//! function.

use std::{
    sync::{Mutex, PoisonError},
    time::Duration,
};

/// Adds up the read costs of one request.
#[derive(Debug, Default)]
pub struct ReadMeter(Mutex<ReadCost>);

/// The costs of reads.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct ReadCost {
    /// Calls that succeeded. A call with retries counts once.
    pub calls: u32,
    /// Attempts that were sent, including failed ones.
    pub attempts: u32,
    /// Damaged items that were skipped.
    pub damaged_items: u32,
    /// Consumed read capacity units: 1 for each 4 KB of a consistent read, 0.5 for each 4 KB of an eventually
    /// consistent one.
    pub read_units: f64,
    /// Consumed write capacity units of transactions.
    pub write_units: f64,
    /// The duration of each round trip.
    pub round_trips: Vec<Duration>,
}

impl ReadMeter {
    /// Returns the costs so far.
    #[must_use]
    pub fn snapshot(&self) -> ReadCost {
        self.0.lock().unwrap_or_else(PoisonError::into_inner).clone()
    }

    /// Adds a successful call with the read units that its response reports.
    pub(crate) fn add_call(&self, read_units: f64) {
        self.add(|cost| {
            cost.calls += 1;
            cost.read_units += read_units;
        });
    }

    /// Adds a successful transaction with the write units that its response reports.
    pub(crate) fn add_transaction(&self, write_units: f64) {
        self.add(|cost| {
            cost.calls += 1;
            cost.write_units += write_units;
        });
    }

    /// Adds an attempt of a call.
    pub(crate) fn add_attempt(&self) {
        self.add(|cost| cost.attempts += 1);
    }

    /// Adds a damaged item that was skipped.
    pub(crate) fn add_damaged_item(&self) {
        self.add(|cost| cost.damaged_items += 1);
    }

    /// Adds the duration of a round trip.
    pub(crate) fn add_round_trip(&self, took: Duration) {
        self.add(|cost| cost.round_trips.push(took));
    }

    fn add(&self, add: impl FnOnce(&mut ReadCost)) {
        add(&mut self.0.lock().unwrap_or_else(PoisonError::into_inner));
    }
}
