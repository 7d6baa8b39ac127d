//! The results of a run.

use std::{collections::BTreeMap, fmt, time::Duration};

use test_support::{
    Answer,
    measured::{quantile, resident},
};

#[derive(Debug, Default)]
pub struct Report {
    outcomes: BTreeMap<String, usize>,
    took: Vec<Duration>,
    /// Of this process, in KB, after each world.
    memory: Vec<u64>,
}

impl Report {
    pub fn of(answer: &Answer, took: Duration) -> Self {
        Self { outcomes: BTreeMap::from([(answer.outcome(), 1)]), took: vec![took], memory: Vec::new() }
    }

    pub fn and(mut self, other: Self) -> Self {
        for (outcome, count) in other.outcomes {
            *self.outcomes.entry(outcome).or_default() += count;
        }
        self.took.extend(other.took);
        self.memory.extend(other.memory);
        self
    }

    pub fn measure_memory(&mut self) {
        self.memory.extend(resident(std::process::id()));
    }

    fn count(&self, outcome: &str) -> usize {
        self.outcomes.get(outcome).copied().unwrap_or_default()
    }

    /// A run without failures, or with too many, proves nothing.
    pub fn assert_that_it_means_something(&self) {
        let failed = self.count("internal_server_error") + self.count("too_many_requests");
        assert!(self.count("200") > self.took.len() / 3, "{self}");
        assert!(failed > 0 && failed < self.took.len() / 4, "{self}");
        // After a quarter of the run, everything that is kept is there.
        if let [_, .., last] = self.memory[self.memory.len() / 4..] {
            let settled = self.memory[self.memory.len() / 4];
            // A short run shares its process with other tests.
            let allowed = if self.took.len() < 5_000 { 40_000 } else { 8_000 };
            assert!(last < settled + allowed, "memory grew from {settled} to {last} KB");
        }
    }
}

impl fmt::Display for Report {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        writeln!(f, "{} requests: {:?}", self.took.len(), self.outcomes)?;
        let mut took = self.took.clone();
        took.sort();
        let [median, p99, longest] = [0.5, 0.99, 1.0].map(|share| quantile(&took, share).as_millis());
        writeln!(f, "half within {median} ms, 99 in 100 within {p99} ms, all within {longest} ms")?;
        write!(f, "memory of the test and its endpoint after each world, KB: {:?}", self.memory)
    }
}
