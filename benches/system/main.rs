//! How fast the whole function is, against what one would write instead: `cargo bench --bench system`.
//!
//! Everything is measured in one run: the same machine, the same engine, the same tables, the same runtime API. A function runs alone
//! on the first processor; the engine and what asks share the second. Peers in Node.js and Python run where these are installed. `-- --quick` takes a
//! tenth of each sample, to see that it works; `--without-peers` leaves them out. `--compare` and `--control-groups` measure something else
//! (`docs/performance.md`); with `--rules-changed` the programs of `--compare` may answer sample events differently. The results go to `target/performance/`.

#![expect(clippy::expect_used, reason = "a run that cannot go on has failed")]

mod answers;
mod artefact;
mod bare;
mod cold_start;
mod compare;
mod contenders;
mod engine;
mod growth;
mod inside;
mod memory;
mod other_ways;
mod over_tls;
mod plot;
mod processors;
mod report;
mod samples;
mod scenes;
mod share;
mod throughput;
mod world;

use org_discovery_local::{embedded_endpoint as local_engine, signing_key};
use std::env;
use test_support::{recorded, runtime_api, tls_front};

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

/// What stands after an option, up to the next.
fn listed_after(option: &str) -> Option<Vec<String>> {
    let mut arguments = env::args().skip_while(|argument| argument != option);
    arguments.next()?;
    Some(arguments.take_while(|argument| !argument.starts_with("--")).collect())
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
    let small = world::fill(engine::start(), 1_000).await;
    if let Some(programs) = listed_after("--compare") {
        let rules_changed = asked_for("--rules-changed");
        let sample_answers =
            if rules_changed { answers::Samples::MayDiffer } else { answers::Samples::AnsweredAlike };
        compare::measure(&small, &programs, effort, sample_answers).await;
    } else if let Some(groups) = listed_after("--control-groups") {
        share::measure(&small, &contenders::prepare(false)[0], &groups, effort).await;
    } else {
        measure_against_goals(&small, effort).await;
    }
}

async fn measure_against_goals(small: &world::World, effort: Effort) {
    let contenders = contenders::prepare(!asked_for("--without-peers"));
    let mut report = report::Report::default();
    answers::compare(small, &contenders, answers::Samples::AnsweredAlike).await;
    artefact::tell(&contenders, &mut report);
    let starts = cold_start::measure(&small.environment, &small.event("standard"), &contenders, effort).await;
    let inside = inside::ask(small, effort);
    cold_start::tell(&starts, &inside, &mut report);
    over_tls::measure(small, &contenders[0], effort).await.tell(&mut report);
    inside.tell(&mut report);
    throughput::tell(&throughput::measure(small, &contenders, effort).await, &mut report);
    memory::tell(&memory::measure(small, &contenders, effort).await, &mut report);
    let large = world::fill(engine::start(), 100_000).await;
    growth::measure(small, &large, &contenders, effort).await.tell(&mut report);
    report.finish();
}
