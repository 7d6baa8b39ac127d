//! The loop beside one that asks the store in another way.

use std::collections::BTreeMap;

use aws_sdk_dynamodb::Client;
use serde::{Deserialize, Serialize};

use super::{
    bare::Waves,
    inside::{WARM, timed},
    report::{Report, Unit},
    samples::Samples,
};

/// The loop as it is, and one that asks in another way. Times are in milliseconds.
#[derive(Debug, Default, Serialize, Deserialize)]
pub struct OtherWay {
    /// Over the engine.
    as_it_is: Samples,
    other: Samples,
    /// Over recorded answers.
    as_it_is_alone: Samples,
    other_alone: Samples,
}

/// Measures each of them, by its name.
pub async fn measure(
    waves: &Waves,
    client: &Client,
    alone: &Client,
    pairs: usize,
) -> BTreeMap<String, OtherWay> {
    let ways = [
        ("`GetItem` side by side instead of `BatchGetItem`", waves.one_by_one()),
        ("with projections", waves.projected()),
    ];
    let mut all = BTreeMap::new();
    for (name, other) in ways {
        let mut measured = OtherWay::default();
        for pair in 0..pairs + WARM {
            let times = compare([waves, &other], client, alone, pair).await;
            if pair >= WARM {
                measured.add(times);
            }
        }
        all.insert(name.to_owned(), measured);
    }
    all
}

/// Each goes first half of the time. Gives the times over the engine and over recorded answers, of each.
async fn compare(both: [&Waves; 2], client: &Client, alone: &Client, pair: usize) -> [[f64; 2]; 2] {
    let mut times = [[0.0; 2]; 2];
    for turn in 0..2 {
        let which = (turn + pair) % 2;
        times[which] = [timed(both[which].send(client)).await, timed(both[which].send(alone)).await];
    }
    times
}

impl OtherWay {
    fn add(&mut self, [as_it_is, other]: [[f64; 2]; 2]) {
        self.as_it_is.add(as_it_is[0]);
        self.as_it_is_alone.add(as_it_is[1]);
        self.other.add(other[0]);
        self.other_alone.add(other[1]);
    }

    pub fn tell(&self, what: &str, report: &mut Report) {
        report.add(what, &self.other.divided_by(&self.as_it_is), Unit::Times);
        let alone = self.other_alone.divided_by(&self.as_it_is_alone);
        report.add(format!("{what}, over recorded answers"), &alone, Unit::Times);
    }
}
