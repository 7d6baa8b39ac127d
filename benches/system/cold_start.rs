//! From the start of a process to its first request for an event, and the first answers after it.

use std::{collections::BTreeMap, fs, path::Path};

use test_support::runtime_api::Environment;

use super::{
    effort::Effort,
    processors::{REST, time_at_rest},
    programs::{Program, time_to_answer},
    report::{Goal, Report, Unit},
    samples::Samples,
};

/// How often each of the fast ones is started.
const ROUNDS: usize = 60;
/// A peer is started in every fourth round.
const EVERY_FOR_A_PEER: usize = 4;
/// Answers after the first, whose median is a warm one.
const WARM: usize = 30;
/// Answers after a rest as long as the one before the first.
const RESTED: usize = 5;

/// What was measured of one program, in milliseconds.
#[derive(Debug, Default)]
pub struct ColdStart {
    pub ready: Samples,
    pub first: Samples,
    /// Right after another.
    pub warm: Samples,
    /// After a rest as long as the one before the first.
    pub rested: Samples,
    /// What it had run for until it was ready.
    pub processor: Samples,
}

/// Of each program.
pub type ColdStarts = BTreeMap<&'static str, ColdStart>;

/// Starts them by turns in this environment, each to answer `event`.
pub async fn measure(
    environment: &Environment,
    event: &str,
    programs: &[Program],
    effort: Effort,
) -> ColdStarts {
    let mut all = ColdStarts::new();
    for round in 0..effort.of(ROUNDS) {
        for program in programs.iter().filter(|one| !one.is_peer || round % EVERY_FOR_A_PEER == 0) {
            let measured = all.entry(program.name).or_default();
            measured.start(program, environment, event, None).await;
        }
    }
    all
}

impl ColdStart {
    /// Starts it once more, and asks. Once it is ready, it goes on in the control group whose folder is given.
    pub async fn start(
        &mut self,
        program: &Program,
        environment: &Environment,
        event: &str,
        group: Option<&Path>,
    ) {
        let mut function = program.start(environment).await;
        self.ready.add(function.ready().await.as_secs_f64() * 1000.0);
        self.processor.add(time_at_rest(function.process.id()).await / 1000.0);
        if let Some(group) = group {
            let process = function.process.id().to_string();
            fs::write(group.join("cgroup.procs"), process).expect("a control group that takes processes");
        }
        self.first.add(time_to_answer(&mut function, event.to_owned()).await);
        let mut warm = Samples::default();
        for _ in 0..WARM {
            warm.add(time_to_answer(&mut function, event.to_owned()).await);
        }
        self.warm.add(warm.median());
        let mut rested = Samples::default();
        for _ in 0..RESTED {
            tokio::time::sleep(REST).await;
            rested.add(time_to_answer(&mut function, event.to_owned()).await);
        }
        self.rested.add(rested.median());
    }
}

/// Reports the times, and how they compare.
pub fn tell(all: &ColdStarts, priming: &Samples, report: &mut Report) {
    report.section("Cold start: process start to first `next`, ready and primed");
    for (name, measured) in all {
        report.add(*name, &measured.ready, Unit::Milliseconds);
        report.add(format!("– processor time, {name}"), &measured.processor, Unit::Milliseconds);
    }
    let (ours, floor) = (&all[Program::OURS], &all[Program::FLOOR]);
    report.add("org-discovery, of hello's", &ours.ready.divided_by(&floor.ready), Unit::Times);
    report.add("– by processor time", &ours.processor.divided_by(&floor.processor), Unit::Times);
    tell_without_reads(ours, floor, priming, report);
    for (peer, share) in [("Node.js", 1.0 / 10.0), ("Python", 1.0 / 15.0)] {
        let Some(measured) = all.get(peer) else { continue };
        let beside = Samples(ours.ready.0.iter().step_by(EVERY_FOR_A_PEER).copied().collect());
        let ratio = beside.divided_by(&measured.ready);
        report.add_goal(format!("cold start, of {peer}'s"), &ratio, Unit::Times, Goal::AtMost(share));
    }
    report.section("First request");
    for (name, measured) in all {
        report.add(*name, &measured.first, Unit::Milliseconds);
    }
    let goal = Goal::AtMost(1.3);
    report.add_goal("first request, of a warm one", &ours.first.divided_by(&ours.warm), Unit::Times, goal);
    let rested = ours.first.divided_by(&ours.rested);
    report.add_goal("first request, of a warm one after the same rest", &rested, Unit::Times, goal);
}

/// Without what reading what is read then takes over open connections, the SDK's own work included.
fn tell_without_reads(ours: &ColdStart, floor: &ColdStart, priming: &Samples, report: &mut Report) {
    let what = "what is read at the start, over open connections";
    report.add(what, priming, Unit::Milliseconds);
    let ratio = ours.ready.less(priming.median()).divided_by(&floor.ready);
    report.add_goal("cold start without these reads, of hello's", &ratio, Unit::Times, Goal::AtMost(1.5));
}
