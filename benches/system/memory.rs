//! The most that a process holds while it answers.

use std::collections::BTreeMap;

use super::{Effort, contenders::Contender, processors::most_held, runtime_api::NO_END, world::World};

/// Requests to the function.
const REQUESTS: usize = 100_000;
/// Requests to a peer. What a process has held at most can only grow with more of them.
const PEER_REQUESTS: usize = 5_000;

/// The peak after so many requests, in KB.
pub type Peaks = Vec<(usize, f64)>;

pub async fn measure(
    world: &World,
    contenders: &[Contender],
    effort: Effort,
) -> BTreeMap<&'static str, Peaks> {
    let mut all = BTreeMap::new();
    for contender in contenders.iter().filter(|contender| contender.answers) {
        let requests = effort.of(if contender.is_peer { PEER_REQUESTS } else { REQUESTS });
        all.insert(contender.name, peaks(world, contender, requests).await);
    }
    all
}

async fn peaks(world: &World, contender: &Contender, requests: usize) -> Peaks {
    let mut function = contender.start(world).await;
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
