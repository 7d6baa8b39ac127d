//! How fast the whole function is, against what one would write instead: `cargo bench --bench system`.
//!
//! Everything is measured in one run: the same machine, the same engine, the same tables, the same runtime API. A function runs alone
//! on the first processor; the engine and what asks share the second. Peers in Node.js and Python run where these are installed. `-- --quick` takes a
//! tenth of each sample, to see that it works; `--without-peers` leaves them out. The results go to `target/performance/`.

#![expect(clippy::expect_used, reason = "a run that cannot go on has failed")]

mod answers;
mod bare;
mod cold_start;
mod compare;
mod contenders;
mod engine;
mod growth;
mod inside;
#[path = "../../examples/local/engine.rs"]
mod local_engine;
mod memory;
mod plot;
mod processors;
mod recorded;
mod report;
#[path = "../../tests/harness/runtime_api.rs"]
#[expect(dead_code, reason = "tests look at what the function writes")]
mod runtime_api;
mod samples;
mod scenes;
#[path = "../../examples/local/signing_key.rs"]
mod signing_key;
mod throughput;
mod world;

use std::env;

use processors::{SECOND, run_on};

fn main() {
    let role = env::args().nth(1).unwrap_or_default();
    match role.as_str() {
        engine::ROLE => engine::serve(),
        inside::ROLE => inside::measure(),
        _ => measure_everything(),
    }
}

/// How much of each sample is taken.
#[derive(Debug, Clone, Copy)]
pub struct Effort {
    quick: bool,
}

fn asked_for(option: &str) -> bool {
    env::args().any(|argument| argument == option)
}

impl Effort {
    fn read() -> Self {
        Self { quick: asked_for("--quick") }
    }

    /// So many, or a tenth.
    #[must_use]
    pub fn of(self, count: usize) -> usize {
        if self.quick { count.div_ceil(10) } else { count }
    }
}

#[tokio::main(flavor = "current_thread")]
async fn measure_everything() {
    run_on(SECOND);
    let effort = Effort::read();
    let programs: Vec<String> = env::args().skip_while(|argument| argument != "--compare").skip(1).collect();
    if !programs.is_empty() {
        let programs: Vec<_> = programs.into_iter().filter(|program| !program.starts_with("--")).collect();
        compare::measure(&world::fill(engine::start(), 1_000).await, &programs, effort).await;
        return;
    }
    let contenders = contenders::prepare(!asked_for("--without-peers"));
    let mut report = report::Report::default();
    let small = world::fill(engine::start(), 1_000).await;
    answers::compare(&small, &contenders).await;
    report.artefact(&contenders);
    let starts = cold_start::measure(&small, &contenders, effort).await;
    let inside = inside::ask(&small, effort);
    report.cold_start(&starts);
    report.cold_start_without(&starts, &inside);
    report.inside(&inside);
    report.throughput(&throughput::measure(&small, &contenders, effort).await);
    report.memory(&memory::measure(&small, &contenders, effort).await);
    let large = world::fill(engine::start(), 100_000).await;
    report.growth(&growth::measure(&small, &large, &contenders, effort).await);
    report.finish();
}
