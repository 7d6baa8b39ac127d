//! The most that a process holds while it answers.

use std::collections::BTreeMap;

use serde_json::json;
use test_support::runtime_api::NO_END;

use super::{
    effort::Effort,
    processors::most_held,
    programs::Program,
    report::{Goal, Report, Unit},
    samples::Samples,
    world::World,
};

/// Requests to the function.
const REQUESTS: usize = 100_000;
/// Requests to a peer. What a process has held at most can only grow with more of them.
const PEER_REQUESTS: usize = 5_000;

/// The peak after so many requests, in KB.
pub type Peaks = Vec<(usize, f64)>;

pub async fn measure(world: &World, programs: &[Program], effort: Effort) -> BTreeMap<&'static str, Peaks> {
    let mut all = BTreeMap::new();
    for program in programs.iter().filter(|program| program.answers) {
        let requests = effort.of(if program.is_peer { PEER_REQUESTS } else { REQUESTS });
        all.insert(program.name, peaks(world, program, requests).await);
    }
    all
}

async fn peaks(world: &World, program: &Program, requests: usize) -> Peaks {
    let mut function = program.start(&world.environment).await;
    function.ready().await;
    let (step, event) = (requests / 10, world.event("standard"));
    let mut peaks = vec![(0, most_held(function.process.id()))];
    for answered in 1..=requests {
        function.answer(NO_END, "id", event.clone()).await;
        if answered % step == 0 {
            peaks.push((answered, most_held(function.process.id())));
        }
    }
    peaks
}

/// Tells of them, and of how they compare.
pub fn tell(all: &BTreeMap<&'static str, Peaks>, report: &mut Report) {
    report.section("Peak of resident memory");
    let megabytes = |kibibytes: f64| kibibytes * 1024.0 / 1_000_000.0;
    let peak = |name: &str| all[name].last().map_or(0.0, |(_, held)| megabytes(*held));
    let ours = peak(Program::OURS);
    let measured = Samples(vec![ours]);
    let count = all[Program::OURS].last().map_or(0, |(count, _)| *count);
    let what = format!("peak of memory over {count} requests");
    report.add_goal(what, &measured, Unit::Megabytes, Goal::AtMost(30.0));
    report.add_one(
        "– of it after the first tenth",
        ours - megabytes(all[Program::OURS][1].1),
        Unit::Megabytes,
    );
    for (name, peaks) in all.iter().filter(|(name, _)| **name != Program::OURS) {
        let count = peaks.last().map_or(0, |(count, _)| *count);
        report.add_one(format!("{name}, over {count} requests"), peak(name), Unit::Megabytes);
        let ratio = Samples(vec![ours / peak(name)]);
        report.add_goal(format!("peak of memory, of {name}'s"), &ratio, Unit::Times, Goal::AtMost(0.25));
    }
    report.detail("memory", json!(all));
}
