//! How fast the whole function is, against what one would write instead: `cargo bench --bench system`.
//!
//! Everything is measured in one run: the same machine, endpoint, tables and runtime API. A function runs alone
//! on the first processor; the endpoint and the callers share the second. Peers in Node.js and Python run where these are installed. `-- --quick` takes a
//! tenth of each sample, to see that it works; `--without-peers` leaves them out. `--compare` and `--control-groups` measure something else
//! (`docs/performance.md`); with `--rules-changed` the programs of `--compare` may answer sample events differently. The results go to `target/performance/`.

#![expect(clippy::expect_used, reason = "a run that cannot go on has failed")]

mod answers;
mod artifact_size;
mod baseline_variants;
mod cold_start;
mod compare;
mod cpu_quota;
mod effort;
mod endpoint_process;
mod folders;
mod growth;
mod growth_plot;
mod in_process;
mod memory;
mod over_tls;
mod processors;
mod programs;
mod report;
mod samples;
mod scenarios;
mod sdk_baseline;
mod strangers;
mod throughput;
mod timing;
mod world;

use std::env;

use effort::Effort;
use processors::{SECOND, run_on};

fn main() {
    let role = env::args().nth(1).unwrap_or_default();
    match role.as_str() {
        endpoint_process::ROLE => endpoint_process::serve(),
        in_process::ROLE => in_process::measure(),
        _ => measure_everything(),
    }
}

/// Returns the values after an option, up to the next option.
fn listed_after(option: &str) -> Option<Vec<String>> {
    let mut arguments = env::args().skip_while(|argument| argument != option);
    arguments.next()?;
    Some(arguments.take_while(|argument| !argument.starts_with("--")).collect())
}

fn asked_for(option: &str) -> bool {
    env::args().any(|argument| argument == option)
}

#[tokio::main(flavor = "current_thread")]
async fn measure_everything() {
    run_on(SECOND);
    let effort = Effort::read();
    let small = world::fill(endpoint_process::start(), 1_000).await;
    if let Some(programs) = listed_after("--compare") {
        let rules_changed = asked_for("--rules-changed");
        let sample_answers = if rules_changed {
            answers::SampleEvents::MayDiffer
        } else {
            answers::SampleEvents::AnsweredAlike
        };
        compare::measure(&small, &programs, effort, sample_answers).await;
    } else if let Some(groups) = listed_after("--control-groups") {
        cpu_quota::measure(&small, &programs::prepare(false)[0], &groups, effort).await;
    } else {
        measure_against_goals(&small, effort).await;
    }
}

async fn measure_against_goals(small: &world::World, effort: Effort) {
    let programs = programs::prepare(!asked_for("--without-peers"));
    let mut report = report::Report::default();
    answers::compare(small, &programs, answers::SampleEvents::AnsweredAlike).await;
    artifact_size::tell(&programs, &mut report);
    let starts = cold_start::measure(&small.environment, &small.event("standard"), &programs, effort).await;
    let in_process = in_process::measure_in_child(small, effort);
    cold_start::tell(&starts, &in_process.priming, &mut report);
    over_tls::measure(small, &programs[0], effort).await.tell(&mut report);
    in_process.tell(&mut report);
    throughput::tell(&throughput::measure(small, &programs, effort).await, &mut report);
    memory::tell(&memory::measure(small, &programs, effort).await, &mut report);
    let large = world::fill(endpoint_process::start(), 100_000).await;
    growth::measure(small, &large, &programs, effort).await.tell(&mut report);
    report.finish();
}
