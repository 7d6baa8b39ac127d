//! The requests per second that one worker on one processor answers.

use std::{
    collections::BTreeMap,
    time::{Duration, Instant},
};

use super::{
    effort::Effort,
    fixture::Fixture,
    processors::{idle_processor_time, peak_memory, processor_time},
    programs::{Program, time_to_answer},
    report::{Goal, Report, Unit},
    samples::Samples,
};

/// Many short rounds, so that a disturbance of the machine affects all programs.
const ROUNDS: usize = 15;
/// Duration of each program's requests in a round.
const ROUND_DURATION: Duration = Duration::from_millis(1_500);
/// Duration of the uncounted first round. Just-in-time compilers need it.
const WARM_UP_DURATION: Duration = Duration::from_secs(4);

/// The results of one program.
#[derive(Debug, Default)]
pub struct Throughput {
    /// Requests per second, by round.
    pub rate: Samples,
    /// Processor time per request in microseconds, by round.
    pub processor_time: Samples,
    /// The time of each request, in milliseconds.
    pub latencies: Samples,
    /// Peak resident memory, in KB.
    pub peak: f64,
}

pub async fn measure(
    fixture: &Fixture,
    programs: &[Program],
    effort: Effort,
) -> BTreeMap<&'static str, Throughput> {
    let mut workers = Vec::new();
    for program in programs {
        let mut worker = program.start(&fixture.environment).await;
        worker.ready().await;
        workers.push((program, worker, Throughput::default()));
    }
    for round in 0..=effort.of(ROUNDS) {
        let duration = if round == 0 { WARM_UP_DURATION } else { ROUND_DURATION };
        for (_, worker, measured) in &mut workers {
            let (mut latencies, began, before) =
                (Samples::default(), Instant::now(), processor_time(worker.process.id()));
            while began.elapsed() < duration {
                latencies.add(time_to_answer(worker, fixture.event("standard")).await);
            }
            let elapsed = began.elapsed().as_secs_f64();
            let processor_time = idle_processor_time(worker.process.id()).await - before;
            if round > 0 {
                #[expect(clippy::cast_precision_loss, reason = "a count")]
                let count = latencies.0.len() as f64;
                measured.rate.add(count / elapsed);
                measured.processor_time.add(processor_time / count);
                measured.latencies.0.append(&mut latencies.0);
                measured.peak = peak_memory(worker.process.id());
            }
        }
    }
    workers.into_iter().map(|(program, _, measured)| (program.name, measured)).collect()
}

/// Adds the results and their ratios to the report.
pub fn add_to_report(all: &BTreeMap<&'static str, Throughput>, report: &mut Report) {
    report.section("Requests per second: one worker on one processor");
    for (name, measured) in all {
        report.add(*name, &measured.rate, Unit::Count);
        report.add(
            format!("– processor time per request, {name}"),
            &measured.processor_time,
            Unit::Microseconds,
        );
        let p99 = measured.latencies.quantile(0.99) / measured.latencies.median();
        report.add_one(format!("– p99, relative to the median, {name}"), p99, Unit::Times);
    }
    let function = &all[Program::ORG_DISCOVERY];
    for (peer, least) in [("Node.js", 2.5), ("Python", 4.5)] {
        let Some(measured) = all.get(peer) else { continue };
        let rate = function.rate.divided_by(&measured.rate);
        report.add(format!("requests per second, relative to {peer}"), &rate, Unit::Times);
        let processor_time = measured.processor_time.divided_by(&function.processor_time);
        let label = format!("processor time per request, {peer} relative to org-discovery");
        report.add_goal(label, &processor_time, Unit::Times, Goal::AtLeast(least));
    }
}
