//! The peak resident memory of a process that answers requests.

use std::collections::BTreeMap;

use serde_json::json;
use test_support::runtime_api::NO_DEADLINE;

use super::{
    effort::Effort,
    fixture::Fixture,
    processors::peak_memory,
    programs::Program,
    report::{Goal, Report, Unit},
    samples::Samples,
};

/// Requests to the function.
const REQUESTS: usize = 100_000;
/// Requests to a peer. More requests could only raise its peak.
const PEER_REQUESTS: usize = 5_000;

/// Numbers of requests, each with the peak after them in KB.
pub type Peaks = Vec<(usize, f64)>;

pub async fn measure(
    fixture: &Fixture,
    programs: &[Program],
    effort: Effort,
) -> BTreeMap<&'static str, Peaks> {
    let mut all = BTreeMap::new();
    for program in programs.iter().filter(|program| program.implements_discovery) {
        let requests = effort.of(if program.is_peer { PEER_REQUESTS } else { REQUESTS });
        all.insert(program.name, peaks(fixture, program, requests).await);
    }
    all
}

async fn peaks(fixture: &Fixture, program: &Program, requests: usize) -> Peaks {
    let mut function = program.start(&fixture.environment).await;
    function.ready().await;
    let (step, event) = (requests / 10, fixture.event("standard"));
    let mut peaks = vec![(0, peak_memory(function.process.id()))];
    for answered in 1..=requests {
        function.invoke_raw(NO_DEADLINE, "id", event.clone()).await;
        if answered % step == 0 {
            peaks.push((answered, peak_memory(function.process.id())));
        }
    }
    peaks
}

/// Adds the peaks and their ratios to the report.
pub fn add_to_report(all: &BTreeMap<&'static str, Peaks>, report: &mut Report) {
    report.section("Peak resident memory");
    let megabytes = |kibibytes: f64| kibibytes * 1024.0 / 1_000_000.0;
    let peak = |name: &str| all[name].last().map_or(0.0, |(_, peak)| megabytes(*peak));
    let function_peak = peak(Program::ORG_DISCOVERY);
    let measured = Samples(vec![function_peak]);
    let count = all[Program::ORG_DISCOVERY].last().map_or(0, |(count, _)| *count);
    let label = format!("peak memory over {count} requests");
    report.add_goal(label, &measured, Unit::Megabytes, Goal::AtMost(30.0));
    report.add_one(
        "– growth after the first tenth",
        function_peak - megabytes(all[Program::ORG_DISCOVERY][1].1),
        Unit::Megabytes,
    );
    for (name, peaks) in all.iter().filter(|(name, _)| **name != Program::ORG_DISCOVERY) {
        let count = peaks.last().map_or(0, |(count, _)| *count);
        report.add_one(format!("{name}, over {count} requests"), peak(name), Unit::Megabytes);
        let ratio = Samples(vec![function_peak / peak(name)]);
        report.add_goal(format!("peak memory, relative to {name}"), &ratio, Unit::Times, Goal::AtMost(0.25));
    }
    report.detail("memory", json!(all));
}
