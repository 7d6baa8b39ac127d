//! The SDK baseline compared with variants that read `DynamoDB` differently.

use std::collections::BTreeMap;

use aws_sdk_dynamodb::Client;
use serde::{Deserialize, Serialize};

use super::{
    report::{Report, Unit},
    samples::Samples,
    sdk_baseline::RoundTrips,
    timing::{WARM_UP_PAIRS, timed},
};

/// The times of the unchanged baseline and of a variant, in milliseconds.
#[derive(Debug, Default, Serialize, Deserialize)]
pub struct BaselineVariant {
    /// Over the endpoint.
    baseline: Samples,
    variant: Samples,
    /// Over recorded responses.
    baseline_recorded: Samples,
    variant_recorded: Samples,
}

/// Measures each variant. The keys are the names of the variants.
pub async fn measure(
    round_trips: &RoundTrips,
    client: &Client,
    recorded: &Client,
    pairs: usize,
) -> BTreeMap<String, BaselineVariant> {
    let variants = [
        ("concurrent `GetItem` instead of `BatchGetItem`", round_trips.with_single_gets()),
        ("with projections", round_trips.projected()),
    ];
    let mut all = BTreeMap::new();
    for (name, variant) in variants {
        let mut measured = BaselineVariant::default();
        for pair in 0..pairs + WARM_UP_PAIRS {
            let times = compare([round_trips, &variant], client, recorded, pair).await;
            if pair >= WARM_UP_PAIRS {
                measured.add(times);
            }
        }
        all.insert(name.to_owned(), measured);
    }
    all
}

/// Times both loops over the endpoint and over recorded responses. Each goes first in half of the pairs.
async fn compare(loops: [&RoundTrips; 2], client: &Client, recorded: &Client, pair: usize) -> [[f64; 2]; 2] {
    let mut times = [[0.0; 2]; 2];
    for turn in 0..2 {
        let index = (turn + pair) % 2;
        times[index] = [timed(loops[index].send(client)).await, timed(loops[index].send(recorded)).await];
    }
    times
}

impl BaselineVariant {
    fn add(&mut self, [baseline, variant]: [[f64; 2]; 2]) {
        self.baseline.add(baseline[0]);
        self.baseline_recorded.add(baseline[1]);
        self.variant.add(variant[0]);
        self.variant_recorded.add(variant[1]);
    }

    pub fn add_to_report(&self, label: &str, report: &mut Report) {
        report.add(label, &self.variant.divided_by(&self.baseline), Unit::Times);
        let recorded = self.variant_recorded.divided_by(&self.baseline_recorded);
        report.add(format!("{label}, over recorded responses"), &recorded, Unit::Times);
    }
}
