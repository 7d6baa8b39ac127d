//! The SDK baseline compared with variants that read `DynamoDB` in another way.

use std::collections::BTreeMap;

use aws_sdk_dynamodb::Client;
use serde::{Deserialize, Serialize};

use super::{
    report::{Report, Unit},
    samples::Samples,
    sdk_baseline::RoundTrips,
    timing::{WARM_UP_PAIRS, timed},
};

/// The baseline as it is, and a variant. Times are in milliseconds.
#[derive(Debug, Default, Serialize, Deserialize)]
pub struct BaselineVariant {
    /// Over the endpoint.
    baseline: Samples,
    variant: Samples,
    /// Over recorded answers.
    baseline_alone: Samples,
    variant_alone: Samples,
}

/// Measures each of them, by its name.
pub async fn measure(
    round_trips: &RoundTrips,
    client: &Client,
    alone: &Client,
    pairs: usize,
) -> BTreeMap<String, BaselineVariant> {
    let variants = [
        ("`GetItem` side by side instead of `BatchGetItem`", round_trips.one_by_one()),
        ("with projections", round_trips.projected()),
    ];
    let mut all = BTreeMap::new();
    for (name, variant) in variants {
        let mut measured = BaselineVariant::default();
        for pair in 0..pairs + WARM_UP_PAIRS {
            let times = compare([round_trips, &variant], client, alone, pair).await;
            if pair >= WARM_UP_PAIRS {
                measured.add(times);
            }
        }
        all.insert(name.to_owned(), measured);
    }
    all
}

/// Times both over the endpoint and over recorded answers. Each goes first in half of the pairs.
async fn compare(both: [&RoundTrips; 2], client: &Client, alone: &Client, pair: usize) -> [[f64; 2]; 2] {
    let mut times = [[0.0; 2]; 2];
    for turn in 0..2 {
        let which = (turn + pair) % 2;
        times[which] = [timed(both[which].send(client)).await, timed(both[which].send(alone)).await];
    }
    times
}

impl BaselineVariant {
    fn add(&mut self, [baseline, variant]: [[f64; 2]; 2]) {
        self.baseline.add(baseline[0]);
        self.baseline_alone.add(baseline[1]);
        self.variant.add(variant[0]);
        self.variant_alone.add(variant[1]);
    }

    pub fn tell(&self, what: &str, report: &mut Report) {
        report.add(what, &self.variant.divided_by(&self.baseline), Unit::Times);
        let alone = self.variant_alone.divided_by(&self.baseline_alone);
        report.add(format!("{what}, over recorded answers"), &alone, Unit::Times);
    }
}
