//! From the start of a process to its first request for an event, and the first answers after it.

use std::collections::BTreeMap;

use super::{
    Effort,
    contenders::{Contender, time_to_answer},
    processors::{REST, time_at_rest},
    samples::Samples,
    world::World,
};

/// How often each of the fast ones is started. The others are started in every fourth round.
const ROUNDS: usize = 60;
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

pub async fn measure(
    world: &World,
    contenders: &[Contender],
    effort: Effort,
) -> BTreeMap<&'static str, ColdStart> {
    let mut all: BTreeMap<&'static str, ColdStart> = BTreeMap::new();
    for round in 0..effort.of(ROUNDS) {
        for contender in contenders.iter().filter(|contender| !contender.is_peer || round % 4 == 0) {
            start(world, contender, all.entry(contender.name).or_default()).await;
        }
    }
    all
}

async fn start(world: &World, contender: &Contender, measured: &mut ColdStart) {
    let mut function = contender.start(world).await;
    measured.ready.add(function.ready().await.as_secs_f64() * 1000.0);
    measured.processor.add(time_at_rest(function.process.id()).await / 1000.0);
    let event = world.event("standard");
    let mut took = Samples::default();
    for _ in 0..=WARM {
        took.add(time_to_answer(&mut function, event.clone()).await);
    }
    measured.first.add(took.0.remove(0));
    measured.warm.add(took.median());
    let mut rested = Samples::default();
    for _ in 0..RESTED {
        tokio::time::sleep(REST).await;
        rested.add(time_to_answer(&mut function, event.clone()).await);
    }
    measured.rested.add(rested.median());
}
