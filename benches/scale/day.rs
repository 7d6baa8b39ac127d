//! A simulated day of sign-ins, minute by minute. It contains no random numbers, so each run has the same result.

use super::{
    assumptions::{DAY, DEVIATIONS, IDLE_MINUTES, REPLACED_AFTER_MINUTES},
    demand::Demand,
};

/// The minutes of a day.
const MINUTES: usize = 24 * 60;
/// The minutes for which DynamoDB remembers a peak, in its rule for growth.
const GROWTH_MINUTES: usize = 30;

/// The results of a day.
pub struct Day {
    pub sign_ins: u64,
    /// The largest numbers of instances of the discovery function and the exchange function.
    pub instances: [u64; 2],
    /// The starts of instances of both functions.
    pub cold_starts: u64,
    /// The starts of instances of both functions in the busiest minute.
    pub cold_starts_in_a_minute: u64,
}

/// Simulates a day that is like the day before, with `peak` sign-ins per second at nine.
pub fn simulate(demand: &Demand, peak: u64) -> Day {
    let sign_ins = (0..MINUTES).map(|minute| peak * weight(minute) / 1_000).sum();
    let functions =
        [demand.discovery_ms, demand.exchange_ms].map(|milliseconds| Instances::of(peak, milliseconds));
    let [discovery, exchange] = &functions;
    let in_minute = |minute| discovery.starts(minute) + exchange.starts(minute);
    Day {
        sign_ins,
        instances: [discovery.largest(), exchange.largest()],
        cold_starts: (0..MINUTES).map(in_minute).sum::<u64>() + discovery.replaced() + exchange.replaced(),
        cold_starts_in_a_minute: (0..MINUTES).map(in_minute).max().unwrap_or(0),
    }
}

/// Returns the sign-ins per second in a minute of the day: linear between the full hours.
fn rate(peak: u64, minute: usize) -> u64 {
    peak * weight(minute) / 60_000
}

/// Returns the load of a minute in 60,000ths of the peak.
fn weight(minute: usize) -> u64 {
    let (hour, past) = (minute / 60 % 24, minute as u64 % 60);
    let (from, to) = (DAY[hour], DAY[(hour + 1) % 24]);
    from * (60 - past) + to * past
}

/// Returns the largest growth of the load within the minutes of DynamoDB's rule, in hundredths.
pub fn largest_growth() -> u64 {
    let growth = |minute| weight(minute + GROWTH_MINUTES) * 100 / weight(minute);
    (0..MINUTES).map(growth).max().unwrap_or(0)
}

/// The instances of a function in each minute.
struct Instances(Vec<u64>);

impl Instances {
    fn of(peak: u64, milliseconds: u64) -> Self {
        let needed: Vec<u64> =
            (0..MINUTES).map(|minute| concurrency(rate(peak, minute), milliseconds)).collect();
        // An instance stays for some minutes after the last minute that needs it. The day before ended like this one.
        let alive = |minute: usize| {
            let recent = (0..=IDLE_MINUTES).map(|ago| needed[(minute + MINUTES - ago) % MINUTES]);
            recent.max().unwrap_or(0)
        };
        Self((0..MINUTES).map(alive).collect())
    }

    fn largest(&self) -> u64 {
        self.0.iter().copied().max().unwrap_or(0)
    }

    fn starts(&self, minute: usize) -> u64 {
        self.0[minute].saturating_sub(self.0[(minute + MINUTES - 1) % MINUTES])
    }

    fn replaced(&self) -> u64 {
        self.0.iter().sum::<u64>() / REPLACED_AFTER_MINUTES
    }
}

/// Returns the invocations that run concurrently: the mean by Little's law, and some standard deviations of random arrivals.
pub fn concurrency(rate: u64, milliseconds: u64) -> u64 {
    let mean = (rate * milliseconds).div_ceil(1_000);
    mean + DEVIATIONS * mean.isqrt()
}
