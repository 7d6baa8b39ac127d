//! What the reads of a request cost.
//!
//! The costs are told to operators and decide nothing, so they go beside the calls and not through them: whoever wants them
//! runs a future under a [`Meter`], and every read on its way adds to it. Without one, nothing is counted.

use std::{
    future::Future,
    sync::{Arc, Mutex, PoisonError},
    time::Duration,
};

use tokio::time::Instant;

tokio::task_local! {
    static METER: Meter;
}

/// Counts the reads of one request.
#[derive(Debug, Clone, Default)]
pub struct Meter(Arc<Mutex<ReadCost>>);

/// What reads cost.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct ReadCost {
    /// Calls that the store answered. A call that was tried again is one.
    pub calls: u32,
    /// Attempts that were sent, those that failed too.
    pub attempts: u32,
    /// Items that could not be understood and were passed over.
    pub damaged_items: u32,
    /// Read units, as the store counts them: half of one for 4 KB read eventually, one for 4 KB read consistently.
    pub read_units: f64,
    /// How long each wave took: a wave is what is read side by side before the next reads can be known.
    pub waves: Vec<Duration>,
}

impl Meter {
    /// Runs `work`, whose reads are counted here.
    pub async fn count<T>(&self, work: impl Future<Output = T>) -> T {
        METER.scope(self.clone(), work).await
    }

    /// What was counted so far.
    #[must_use]
    pub fn read(&self) -> ReadCost {
        self.0.lock().unwrap_or_else(PoisonError::into_inner).clone()
    }

    fn add(&self, add: impl FnOnce(&mut ReadCost)) {
        add(&mut self.0.lock().unwrap_or_else(PoisonError::into_inner));
    }
}

/// A call of the store.
pub(super) fn count_call() {
    let _ = METER.try_with(|meter| meter.add(|cost| cost.calls += 1));
}

/// An attempt of a call.
pub(super) fn count_attempt() {
    let _ = METER.try_with(|meter| meter.add(|cost| cost.attempts += 1));
}

/// An item that was passed over.
pub(super) fn count_damaged_item() {
    let _ = METER.try_with(|meter| meter.add(|cost| cost.damaged_items += 1));
}

/// What an answer of the store says that it consumed.
pub(super) fn count_read_units(units: f64) {
    let _ = METER.try_with(|meter| meter.add(|cost| cost.read_units += units));
}

/// Times a wave, also one that fails or is cut short.
pub async fn wave<T>(reads: impl Future<Output = T>) -> T {
    let _timer = Timer(Instant::now());
    reads.await
}

struct Timer(Instant);

impl Drop for Timer {
    fn drop(&mut self) {
        let took = self.0.elapsed();
        let _ = METER.try_with(|meter| meter.add(|cost| cost.waves.push(took)));
    }
}
