//! How many requests one worker on one processor answers.

use std::{
    collections::BTreeMap,
    time::{Duration, Instant},
};

use super::{
    effort::Effort,
    processors::{most_held, time_at_rest, time_of},
    programs::{Program, time_to_answer},
    report::{Goal, Report, Unit},
    samples::Samples,
    world::World,
};

/// Many short ones: what disturbs the machine for a while disturbs neighbours alike.
const ROUNDS: usize = 15;
/// How long each works in a round.
const SPAN: Duration = Duration::from_millis(1_500);
/// How long in the first, which warms what compiles as it goes, and is not counted.
const WARM: Duration = Duration::from_secs(4);

/// What one program did.
#[derive(Debug, Default)]
pub struct Throughput {
    /// Requests a second, by round.
    pub rate: Samples,
    /// Its own time for a request, in microseconds, by round.
    pub processor: Samples,
    /// How long each request took, in milliseconds.
    pub took: Samples,
    /// The most that it has held, in KB.
    pub peak: f64,
}

pub async fn measure(
    world: &World,
    programs: &[Program],
    effort: Effort,
) -> BTreeMap<&'static str, Throughput> {
    let mut workers = Vec::new();
    for program in programs {
        let mut worker = program.start(&world.environment).await;
        worker.ready().await;
        workers.push((program, worker, Throughput::default()));
    }
    for round in 0..=effort.of(ROUNDS) {
        let span = if round == 0 { WARM } else { SPAN };
        for (_, worker, measured) in &mut workers {
            let (mut took, began, before) =
                (Samples::default(), Instant::now(), time_of(worker.process.id()));
            while began.elapsed() < span {
                took.add(time_to_answer(worker, world.event("standard")).await);
            }
            let elapsed = began.elapsed().as_secs_f64();
            let ran = time_at_rest(worker.process.id()).await - before;
            if round > 0 {
                #[expect(clippy::cast_precision_loss, reason = "a count")]
                let count = took.0.len() as f64;
                measured.rate.add(count / elapsed);
                measured.processor.add(ran / count);
                measured.took.0.append(&mut took.0);
                measured.peak = most_held(worker.process.id());
            }
        }
    }
    workers.into_iter().map(|(program, _, measured)| (program.name, measured)).collect()
}

/// Tells of them, and of how they compare.
pub fn tell(all: &BTreeMap<&'static str, Throughput>, report: &mut Report) {
    report.section("Requests a second: one worker on one processor");
    for (name, measured) in all {
        report.add(*name, &measured.rate, Unit::Count);
        report.add(format!("– processor time of a request, {name}"), &measured.processor, Unit::Microseconds);
        let p99 = measured.took.quantile(0.99) / measured.took.median();
        report.add_one(format!("– p99, of the median, {name}"), p99, Unit::Times);
    }
    let ours = &all[Program::OURS];
    for (peer, least) in [("Node.js", 5.0), ("Python", 10.0)] {
        let Some(measured) = all.get(peer) else { continue };
        let rate = ours.rate.divided_by(&measured.rate);
        let goal = Goal::AtLeast(least);
        report.add_goal(format!("requests a second, of {peer}'s"), &rate, Unit::Times, goal);
        let processor = measured.processor.divided_by(&ours.processor);
        report.add(format!("processor time of a request, {peer}'s of ours"), &processor, Unit::Times);
    }
}
