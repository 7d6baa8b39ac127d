//! Times the start of a process until it asks for its first event, and its first responses.

use std::{collections::BTreeMap, fs, path::Path};

use test_support::runtime_api::Environment;

use super::{
    effort::Effort,
    processors::{IDLE, idle_processor_time},
    programs::{Program, time_to_answer},
    report::{Goal, Report, Unit},
    samples::Samples,
};

/// The number of starts of each Rust program.
const ROUNDS: usize = 60;
/// A peer is started only in every fourth round, because it starts slowly.
const PEER_EVERY: usize = 4;
/// Requests after the first one; their median is the time of a warm request.
const WARM_REQUESTS: usize = 30;
/// Requests that each follow an idle time as long as the one before the first request.
const IDLE_REQUESTS: usize = 5;

/// The times of one program, in milliseconds.
#[derive(Debug, Default)]
pub struct ColdStart {
    /// From the start of the process until it asks for its first event.
    pub ready: Samples,
    pub first: Samples,
    /// Warm requests, one immediately after the other.
    pub warm: Samples,
    /// Warm requests after an idle time as long as the one before the first request.
    pub after_idle: Samples,
    /// Processor time until the program was ready.
    pub processor_time: Samples,
}

/// The cold starts by program name.
pub type ColdStarts = BTreeMap<&'static str, ColdStart>;

/// Starts the programs in turn in this environment, and sends `event` to each.
pub async fn measure(
    environment: &Environment,
    event: &str,
    programs: &[Program],
    effort: Effort,
) -> ColdStarts {
    let mut all = ColdStarts::new();
    for round in 0..effort.of(ROUNDS) {
        for program in programs.iter().filter(|program| !program.is_peer || round % PEER_EVERY == 0) {
            let measured = all.entry(program.name).or_default();
            measured.start(program, environment, event, None).await;
        }
    }
    all
}

impl ColdStart {
    /// Starts the program once and sends requests to it. Once it is ready, moves it to the control group `group`, if
    /// given.
    pub async fn start(
        &mut self,
        program: &Program,
        environment: &Environment,
        event: &str,
        group: Option<&Path>,
    ) {
        let mut function = program.start(environment).await;
        self.ready.add(function.ready().await.as_secs_f64() * 1000.0);
        self.processor_time.add(idle_processor_time(function.process.id()).await / 1000.0);
        if let Some(group) = group {
            let process = function.process.id().to_string();
            fs::write(group.join("cgroup.procs"), process).expect("a writable control group");
        }
        self.first.add(time_to_answer(&mut function, event.to_owned()).await);
        let mut warm = Samples::default();
        for _ in 0..WARM_REQUESTS {
            warm.add(time_to_answer(&mut function, event.to_owned()).await);
        }
        self.warm.add(warm.median());
        let mut after_idle = Samples::default();
        for _ in 0..IDLE_REQUESTS {
            tokio::time::sleep(IDLE).await;
            after_idle.add(time_to_answer(&mut function, event.to_owned()).await);
        }
        self.after_idle.add(after_idle.median());
    }
}

/// Adds the times and their ratios to the report.
pub fn add_to_report(all: &ColdStarts, warm_up_reads: &Samples, report: &mut Report) {
    report.section("Cold start: process start to first `next`, warm-up included");
    for (name, measured) in all {
        report.add(*name, &measured.ready, Unit::Milliseconds);
        report.add(format!("– processor time, {name}"), &measured.processor_time, Unit::Milliseconds);
    }
    let (function_times, hello) = (&all[Program::ORG_DISCOVERY], &all[Program::HELLO]);
    report.add(
        "org-discovery, relative to hello",
        &function_times.ready.divided_by(&hello.ready),
        Unit::Times,
    );
    report.add(
        "– by processor time",
        &function_times.processor_time.divided_by(&hello.processor_time),
        Unit::Times,
    );
    add_start_without_reads(function_times, hello, warm_up_reads, report);
    for (peer, goal) in [("Node.js", 1.0 / 10.0), ("Python", 1.0 / 15.0)] {
        let Some(measured) = all.get(peer) else { continue };
        let in_same_rounds = Samples(function_times.ready.0.iter().step_by(PEER_EVERY).copied().collect());
        let ratio = in_same_rounds.divided_by(&measured.ready);
        report.add_goal(format!("cold start, relative to {peer}"), &ratio, Unit::Times, Goal::AtMost(goal));
    }
    report.section("First request");
    for (name, measured) in all {
        report.add(*name, &measured.first, Unit::Milliseconds);
    }
    let goal = Goal::AtMost(1.3);
    report.add_goal(
        "first request, relative to a warm request",
        &function_times.first.divided_by(&function_times.warm),
        Unit::Times,
        goal,
    );
    let after_idle = function_times.first.divided_by(&function_times.after_idle);
    report.add_goal(
        "first request, relative to a warm request after the same idle time",
        &after_idle,
        Unit::Times,
        goal,
    );
}

/// Adds the cold start without the warm-up reads, whose time over open connections includes the SDK's own work.
fn add_start_without_reads(
    function_times: &ColdStart,
    hello: &ColdStart,
    warm_up_reads: &Samples,
    report: &mut Report,
) {
    let label = "warm-up reads, over open connections";
    report.add(label, warm_up_reads, Unit::Milliseconds);
    let ratio = function_times.ready.minus_value(warm_up_reads.median()).divided_by(&hello.ready);
    report.add_goal(
        "cold start without the warm-up reads, relative to hello",
        &ratio,
        Unit::Times,
        Goal::AtMost(1.5),
    );
}
