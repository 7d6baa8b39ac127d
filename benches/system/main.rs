//! Performance of the whole function compared with alternative implementations: `cargo bench --bench system`.
//!
//! One run measures everything on the same machine, endpoint, tables and runtime API. A function runs alone on the
//! first processor; the endpoint and the callers share the second. Peers in Node.js and Python run if these are
//! installed. The results go to `target/performance/`. `benches/README.md` describes the method and the options.

#![expect(clippy::expect_used, reason = "a benchmark stops at the first failure")]

mod artifact_size;
mod baseline_variants;
mod cold_start;
mod compare;
mod cpu_quota;
mod effort;
mod endpoint_process;
mod exchange;
mod filler_items;
mod fixture;
mod folders;
mod growth;
mod growth_plot;
mod in_process;
mod memory;
mod over_tls;
mod processors;
mod programs;
mod random_worlds;
mod report;
mod responses;
mod samples;
mod scenarios;
mod sdk_baseline;
mod throughput;
mod timing;

use std::env;

use effort::Effort;
use processors::{SECOND_PROCESSOR, pin_to};

fn main() {
    let role = env::args().nth(1).unwrap_or_default();
    match role.as_str() {
        endpoint_process::ROLE => endpoint_process::serve(),
        in_process::ROLE => in_process::measure(),
        _ => measure_everything(),
    }
}

/// Returns the values after an option, up to the next option.
fn values_of_option(option: &str) -> Option<Vec<String>> {
    let mut arguments = env::args().skip_while(|argument| argument != option);
    arguments.next()?;
    Some(arguments.take_while(|argument| !argument.starts_with("--")).collect())
}

/// Returns true if an option is given.
fn has_option(option: &str) -> bool {
    env::args().any(|argument| argument == option)
}

#[tokio::main(flavor = "current_thread")]
async fn measure_everything() {
    pin_to(SECOND_PROCESSOR);
    let effort = Effort::read();
    if has_option("--exchange") {
        let mut report = report::Report::default();
        measure_exchange(&mut report, effort).await;
        return report.finish();
    }
    let small = fixture::create(endpoint_process::start(), 1_000).await;
    if let Some(programs) = values_of_option("--compare") {
        let rules_changed = has_option("--rules-changed");
        let sample_events = if rules_changed {
            responses::SampleEvents::MayDiffer
        } else {
            responses::SampleEvents::MustMatch
        };
        compare::measure(&small, &programs, effort, sample_events).await;
    } else if let Some(groups) = values_of_option("--control-groups") {
        cpu_quota::measure(&small, &programs::prepare(false)[0], &groups, effort).await;
    } else if has_option("--in-process") {
        let mut report = report::Report::default();
        in_process::measure_in_child(&small, effort).add_to_report(&mut report);
        report.finish();
    } else {
        measure_against_goals(&small, effort).await;
    }
}

async fn measure_against_goals(small: &fixture::Fixture, effort: Effort) {
    let programs = programs::prepare(!has_option("--without-peers"));
    let mut report = report::Report::default();
    responses::compare(small, &programs, responses::SampleEvents::MustMatch).await;
    artifact_size::add_to_report(&programs, &mut report);
    let starts = cold_start::measure(&small.environment, &small.event("standard"), &programs, effort).await;
    let in_process = in_process::measure_in_child(small, effort);
    cold_start::add_to_report(&starts, &in_process.warm_up_reads, &mut report);
    over_tls::measure(small, &programs[0], effort).await.add_to_report(&mut report);
    in_process.add_to_report(&mut report);
    throughput::add_to_report(&throughput::measure(small, &programs, effort).await, &mut report);
    memory::add_to_report(&memory::measure(small, &programs, effort).await, &mut report);
    // A million items: organizations, Members and sessions.
    let large = fixture::create(endpoint_process::start(), 333_333).await;
    growth::measure(small, &large, &programs, effort).await.add_to_report(&mut report);
    measure_exchange(&mut report, effort).await;
    report.finish();
}

async fn measure_exchange(report: &mut report::Report, effort: Effort) {
    let times = exchange::measure(endpoint_process::start(), &exchange::programs(), effort).await;
    times.add_to_report(report);
}
