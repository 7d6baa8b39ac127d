//! The real function under sustained load: `cargo bench --bench load`.
//!
//! Several workers under a runtime API each, as Lambda would run them, then `cargo local`, all on one embedded engine on one
//! machine. Times are told as multiples of the engine's own, measured in the same run with as many callers. An answer that is not the
//! right one ends the run, and so does memory that grows. `LOAD_SECONDS` says for how long (20 each when nothing is said).

#![expect(clippy::expect_used, reason = "a run that cannot go on has failed")]

mod engine_alone;
mod http_client;
mod local_server;
mod times;
mod workers;

use org_discovery_local::embedded_endpoint as engine;
use std::time::Duration;
use test_support::{measured, runtime_api};

use times::Times;

/// Requests under way at once at the local server.
const CLIENTS: usize = 8;
/// Workers, each with one request at a time.
const WORKERS: usize = 3;
/// What a process may hold more at the end than at the start, in KB.
const GROWTH: u64 = 8_000;

fn duration() -> Duration {
    let seconds = std::env::var("LOAD_SECONDS").map_or(20, |seconds| seconds.parse().expect("a number"));
    Duration::from_secs(seconds)
}

#[tokio::main]
async fn main() {
    let (local, duration) = (local_server::start(), duration());
    // Everything is warm before anything is measured.
    local_server::load(&local, CLIENTS, Duration::from_secs(2)).await;
    for (at_once, what) in [(CLIENTS, "local server, 8 clients"), (WORKERS, "3 workers, 1 request each")] {
        let alone = engine_alone::load(&local, at_once, duration / 4).await;
        println!("\n{what}\n  engine alone, one read: {alone}");
        let (times, memory) = if at_once == CLIENTS {
            let before = resident(local.process_id());
            let times = local_server::load(&local, at_once, duration).await;
            (times, vec![(before, resident(local.process_id()))])
        } else {
            workers::load(&local, at_once, duration).await
        };
        report(&times, &alone);
        for (before, after) in memory {
            println!("  memory: {before} KB at the start, {after} KB at the end");
            assert!(after < before + GROWTH, "memory grew");
        }
    }
}

fn resident(process: u32) -> u64 {
    measured::resident(process).expect("a process of this machine, and `/proc`")
}

fn report(times: &Times, alone: &Times) {
    println!("  requests: {times}");
    let [p50, p90, p99, longest] =
        [0.5, 0.9, 0.99, 1.0].map(|share| times.quantile(share) / alone.quantile(0.5));
    println!(
        "  as multiples of the engine's median read: p50 {p50:.1}, p90 {p90:.1}, p99 {p99:.1}, longest {longest:.1}"
    );
}
