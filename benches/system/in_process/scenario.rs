//! Times one scenario: the handler and the SDK baseline in pairs.

use aws_sdk_dynamodb::Client;
use org_discovery::settings::Settings;
use test_support::recorded::RecordedResponses;

use super::{handler::Handler, sdk_client, times::ScenarioTimes};
use crate::{
    baseline_variants,
    sdk_baseline::RoundTrips,
    timing::{WARM_UP_PAIRS, timed},
};

/// The handler and the SDK baseline, each over the endpoint and over recorded responses.
struct Pair<'p> {
    event: &'p str,
    client: &'p Client,
    recorded_client: &'p Client,
    default_client: Client,
    handler: Handler,
    handler_recorded: Handler,
    round_trips: RoundTrips,
}

/// Measures the pairs, then the variants of the baseline.
pub async fn measure(settings: &Settings, client: &Client, event: &str, pairs: usize) -> ScenarioTimes {
    let recorded = RecordedResponses::default();
    let recorded_client = recorded.client(client);
    let handler_recorded = Handler::new(settings, &recorded_client).await;
    let before = recorded.requests().len();
    let record = handler_recorded.record(event).await;
    let by_jwt = event.contains("session_jwt");
    let round_trips = RoundTrips::of(&recorded.requests()[before..], by_jwt);
    let handler = Handler::new(settings, client).await;
    let mut times = ScenarioTimes {
        calls: record.reads.calls,
        round_trips: record.reads.round_trips.len(),
        read_units: record.reads.read_units,
        organizations: record.organizations.values().sum(),
        ..ScenarioTimes::default()
    };
    let pair = Pair {
        event,
        client,
        recorded_client: &recorded_client,
        default_client: sdk_client::with_default_settings(&settings.connection),
        handler,
        handler_recorded,
        round_trips,
    };
    measure_pairs(&pair, pairs, &mut times).await;
    // The variants concern the reads, which a JWT does not change.
    if !by_jwt {
        let (baseline, recorded) = (&pair.round_trips, pair.recorded_client);
        times.variants = baseline_variants::measure(baseline, client, recorded, pairs / 2).await;
    }
    times
}

/// Times the pairs. The handler goes first in half of them.
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
        let default_settings = timed(pair.round_trips.send(&pair.default_client)).await;
        if number >= WARM_UP_PAIRS {
            times.handler.add(handler[0]);
            times.handler_recorded.add(handler[1]);
            times.baseline.add(baseline[0]);
            times.baseline_recorded.add(baseline[1]);
            times.default_settings.add(default_settings);
        }
    }
}

impl Pair<'_> {
    /// Returns the times over the endpoint and over recorded responses.
    async fn time_handler(&self) -> [f64; 2] {
        [timed(self.handler.answer(self.event)).await, timed(self.handler_recorded.answer(self.event)).await]
    }

    /// Returns the times over the endpoint and over recorded responses.
    async fn time_baseline(&self) -> [f64; 2] {
        [
            timed(self.round_trips.send(self.client)).await,
            timed(self.round_trips.send(self.recorded_client)).await,
        ]
    }
}
