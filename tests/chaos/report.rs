//! The results of a run.

use std::{collections::BTreeMap, fmt, time::Duration};

use test_support::{
    ApiResponse,
    measurements::{quantile, resident_kb},
};

/// The outcomes, durations and memory use of a run.
#[derive(Debug, Default)]
pub struct Report {
    outcomes: BTreeMap<String, usize>,
    durations: Vec<Duration>,
    /// The resident memory of this process after each data set, in KB.
    memory: Vec<u64>,
}

impl Report {
    /// A report of one request.
    pub fn of(response: &ApiResponse, duration: Duration) -> Self {
        Self {
            outcomes: BTreeMap::from([(response.outcome(), 1)]),
            durations: vec![duration],
            memory: Vec::new(),
        }
    }

    pub fn merge(mut self, other: Self) -> Self {
        for (outcome, count) in other.outcomes {
            *self.outcomes.entry(outcome).or_default() += count;
        }
        self.durations.extend(other.durations);
        self.memory.extend(other.memory);
        self
    }

    pub fn measure_memory(&mut self) {
        self.memory.extend(resident_kb(std::process::id()));
    }

    fn count(&self, outcome: &str) -> usize {
        self.outcomes.get(outcome).copied().unwrap_or_default()
    }

    /// Panics if the run had no failures, too many failures, or growing memory.
    pub fn assert_meaningful(&self) {
        let failed = self.count("internal_server_error") + self.count("too_many_requests");
        // Random data can contain many sessions that are not valid.
        let not_found = self.count("session_not_found") + self.count("intermediate_session_not_found");
        assert!(self.count("200") > (self.durations.len() - not_found) / 3, "{self}");
        assert!(failed > 0 && failed < self.durations.len() / 4, "{self}");
        // After a quarter of the run, all caches are filled.
        if let [_, .., last] = self.memory[self.memory.len() / 4..] {
            let baseline = self.memory[self.memory.len() / 4];
            // Memory varies more in a short run.
            let allowed = if self.durations.len() < 5_000 { 40_000 } else { 8_000 };
            assert!(last < baseline + allowed, "memory grew from {baseline} to {last} KB");
        }
    }
}

impl fmt::Display for Report {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        writeln!(f, "{} requests: {:?}", self.durations.len(), self.outcomes)?;
        let mut durations = self.durations.clone();
        durations.sort();
        let [median, p99, longest] =
            [0.5, 0.99, 1.0].map(|fraction| quantile(&durations, fraction).as_millis());
        writeln!(f, "median {median} ms, 99th percentile {p99} ms, maximum {longest} ms")?;
        write!(f, "memory of the test and its endpoint after each data set, KB: {:?}", self.memory)
    }
}
