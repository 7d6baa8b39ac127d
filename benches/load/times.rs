//! Times of repeated work.

use std::{
    fmt,
    time::{Duration, Instant},
};

use super::measurements::quantile;

#[derive(Debug, Default)]
pub struct Times {
    /// Sorted, in milliseconds.
    latencies: Vec<f64>,
    elapsed: Duration,
}

impl Times {
    /// Repeats `operation` in `concurrency` tasks for a duration. The operation gets the index of its task.
    pub async fn measure<F: Future<Output = ()> + Send + 'static>(
        concurrency: usize,
        duration: Duration,
        operation: impl Fn(usize) -> F + Clone + Send + 'static,
    ) -> Self {
        let began = Instant::now();
        let mut tasks = tokio::task::JoinSet::new();
        for index in 0..concurrency {
            let operation = operation.clone();
            tasks.spawn(async move {
                let mut latencies = Vec::new();
                while began.elapsed() < duration {
                    let start = Instant::now();
                    operation(index).await;
                    latencies.push(start.elapsed().as_secs_f64() * 1000.0);
                }
                latencies
            });
        }
        let mut latencies = tasks.join_all().await.concat();
        latencies.sort_by(f64::total_cmp);
        Self { latencies, elapsed: began.elapsed() }
    }

    pub fn quantile(&self, fraction: f64) -> f64 {
        quantile(&self.latencies, fraction)
    }
}

impl fmt::Display for Times {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let [p50, p90, p99, longest] = [0.5, 0.9, 0.99, 1.0].map(|fraction| self.quantile(fraction));
        #[expect(clippy::cast_precision_loss, reason = "a count")]
        let per_second = self.latencies.len() as f64 / self.elapsed.as_secs_f64();
        write!(
            f,
            "{} successful, {per_second:.0} per second; p50 {p50:.2} ms, p90 {p90:.2}, p99 {p99:.2}, longest {longest:.2}",
            self.latencies.len()
        )
    }
}
