//! Times one scenario: the handler and the SDK baseline in pairs.

use aws_sdk_dynamodb::Client;
use org_discovery::settings::Settings;
use test_support::recorded::Recorded;

use super::{handler::Handler, times::ScenarioTimes};
use crate::{
    baseline_variants,
    sdk_baseline::RoundTrips,
    timing::{WARM_UP_PAIRS, timed},
};

/// Both programs, over the endpoint and over recorded answers.
struct Pair<'p> {
    event: &'p str,
    client: &'p Client,
    recorded_client: &'p Client,
    handler: Handler,
    handler_alone: Handler,
    round_trips: RoundTrips,
}

/// Measures pairs, then the variants of the baseline.
pub async fn measure(settings: &Settings, client: &Client, event: &str, pairs: usize) -> ScenarioTimes {
    let recorded = Recorded::default();
    let recorded_client = recorded.client(client);
    let handler_alone = Handler::new(settings, &recorded_client).await;
    let before = recorded.asked().len();
    let record = handler_alone.record(event).await;
    let by_jwt = event.contains("session_jwt");
    let round_trips = RoundTrips::of(&recorded.asked()[before..], by_jwt);
    let handler = Handler::new(settings, client).await;
    let mut times = ScenarioTimes {
        calls: record.reads.calls,
        round_trips: record.reads.round_trips.len(),
        read_units: record.reads.read_units,
        organizations: record.organizations.values().sum(),
        ..ScenarioTimes::default()
    };
    let pair = Pair { event, client, recorded_client: &recorded_client, handler, handler_alone, round_trips };
    measure_pairs(&pair, pairs, &mut times).await;
    // A JWT does not change the reads, which can be issued in two ways.
    if !by_jwt {
        let (baseline, recorded) = (&pair.round_trips, pair.recorded_client);
        times.variants = baseline_variants::measure(baseline, client, recorded, pairs / 2).await;
    }
    times
}

/// The handler goes first in half of the pairs.
async fn measure_pairs(pair: &Pair<'_>, pairs: usize, times: &mut ScenarioTimes) {
    for number in 0..pairs + WARM_UP_PAIRS {
        let (handler, baseline);
        if number % 2 == 0 {
            handler = pair.time_handler().await;
            baseline = pair.time_baseline().await;
        } else {
            baseline = pair.time_baseline().await;
            handler = pair.time_handler().await;
        }
        if number >= WARM_UP_PAIRS {
            times.handler.add(handler[0]);
            times.handler_alone.add(handler[1]);
            times.baseline.add(baseline[0]);
            times.baseline_alone.add(baseline[1]);
        }
    }
}

impl Pair<'_> {
    /// Returns the times over the endpoint and over recorded answers.
    async fn time_handler(&self) -> [f64; 2] {
        [timed(self.handler.answer(self.event)).await, timed(self.handler_alone.answer(self.event)).await]
    }

    /// Returns the times over the endpoint and over recorded answers.
    async fn time_baseline(&self) -> [f64; 2] {
        [
            timed(self.round_trips.send(self.client)).await,
            timed(self.round_trips.send(self.recorded_client)).await,
        ]
    }
}
