//! How long things took.

use std::{
    fmt,
    time::{Duration, Instant},
};

use super::measured::quantile;

#[derive(Debug, Default)]
pub struct Times {
    /// In milliseconds, sorted.
    took: Vec<f64>,
    over: Duration,
}

impl Times {
    /// Does something again and again, `at_once` of it side by side, until the time is over.
    pub async fn measure<F: Future<Output = ()> + Send + 'static>(
        at_once: usize,
        duration: Duration,
        one: impl Fn(usize) -> F + Clone + Send + 'static,
    ) -> Self {
        let began = Instant::now();
        let mut tasks = tokio::task::JoinSet::new();
        for index in 0..at_once {
            let one = one.clone();
            tasks.spawn(async move {
                let mut took = Vec::new();
                while began.elapsed() < duration {
                    let start = Instant::now();
                    one(index).await;
                    took.push(start.elapsed().as_secs_f64() * 1000.0);
                }
                took
            });
        }
        let mut took = tasks.join_all().await.concat();
        took.sort_by(f64::total_cmp);
        Self { took, over: began.elapsed() }
    }

    pub fn quantile(&self, share: f64) -> f64 {
        quantile(&self.took, share)
    }
}

impl fmt::Display for Times {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let [p50, p90, p99, longest] = [0.5, 0.9, 0.99, 1.0].map(|share| self.quantile(share));
        #[expect(clippy::cast_precision_loss, reason = "a count")]
        let a_second = self.took.len() as f64 / self.over.as_secs_f64();
        write!(
            f,
            "{} without an error, {a_second:.0} a second; p50 {p50:.2} ms, p90 {p90:.2}, p99 {p99:.2}, longest {longest:.2}",
            self.took.len()
        )
    }
}
