//! The function's binary under sustained load: `cargo bench --bench load`.
//!
//! Loads `cargo local`, then several workers, each under its own runtime API as on Lambda. All use one embedded
//! endpoint on one machine. Times are reported as multiples of the endpoint's own, measured in the same run with the
//! same number of callers. An unexpected response ends the run, and so does growing memory. `LOAD_SECONDS` is the
//! duration of each part in seconds, 20 by default.

#![expect(clippy::expect_used, reason = "a benchmark stops at the first failure")]

mod endpoint_baseline;
mod http_client;
mod local_server;
mod times;
mod workers;

use org_discovery_local::embedded_endpoint;
use std::time::Duration;
use test_support::{measurements, runtime_api};

use times::Times;

/// Concurrent requests to the local server.
const CLIENTS: usize = 8;
/// Workers, each with one request at a time.
const WORKERS: usize = 3;
/// The largest accepted growth of a process's memory, in KB.
const MAX_MEMORY_GROWTH: u64 = 8_000;

fn duration() -> Duration {
    let seconds = std::env::var("LOAD_SECONDS").map_or(20, |seconds| seconds.parse().expect("a number"));
    Duration::from_secs(seconds)
}

#[tokio::main]
async fn main() {
    let (local, duration) = (local_server::start(), duration());
    // Warms up the server before the measurement.
    local_server::load(&local, CLIENTS, Duration::from_secs(2)).await;
    for (concurrency, label) in [(CLIENTS, "local server, 8 clients"), (WORKERS, "3 workers, 1 request each")]
    {
        let baseline = endpoint_baseline::load(&local, concurrency, duration / 4).await;
        println!("\n{label}\n  endpoint baseline, one read: {baseline}");
        let (times, memory) = if concurrency == CLIENTS {
            let before = resident(local.process_id());
            let times = local_server::load(&local, concurrency, duration).await;
            (times, vec![(before, resident(local.process_id()))])
        } else {
            workers::load(&local, concurrency, duration).await
        };
        report(&times, &baseline);
        for (before, after) in memory {
            println!("  memory: {before} KB at the start, {after} KB at the end");
            assert!(after < before + MAX_MEMORY_GROWTH, "memory grew");
        }
    }
}

fn resident(process: u32) -> u64 {
    measurements::resident_kb(process).expect("a process of this machine, and `/proc`")
}

fn report(times: &Times, baseline: &Times) {
    println!("  requests: {times}");
    let [p50, p90, p99, longest] =
        [0.5, 0.9, 0.99, 1.0].map(|fraction| times.quantile(fraction) / baseline.quantile(0.5));
    println!(
        "  as multiples of the endpoint's median read: p50 {p50:.1}, p90 {p90:.1}, p99 {p99:.1}, longest {longest:.1}"
    );
}
