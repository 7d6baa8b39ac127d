//! Times the exchange function: its start in pairs with the list's, and each kind of exchange after a list.

mod people;
mod report_rows;

use std::collections::BTreeMap;

use org_discovery_admin::import::{LoadedSession, Source};
use serde_json::{Value, json};
use test_support::runtime_api::{Environment, FunctionProcess, NO_DEADLINE};

use super::{
    cold_start::ColdStart,
    effort::Effort,
    endpoint_process::EndpointProcess,
    fixture::{LoadedData, event, list_event},
    over_tls::TlsEnvironments,
    processors::idle_processor_time,
    programs::{Program, time_to_answer},
    samples::Samples,
};
use people::{KINDS, Kind};

/// The number of starts of each program, with and without TLS.
const ROUNDS: usize = 60;
/// The number of exchanges of each kind.
const EXCHANGES: usize = 300;
/// Uncounted requests of each program at the beginning.
const WARM_UP_REQUESTS: usize = 200;
/// The kind whose exchange can be repeated and writes a session. The cold starts use it.
const REPEATED: &str = "member-session";

/// The times of the exchange and of the list on the same tables, taken in turn.
#[derive(Debug)]
pub struct ExchangeTimes {
    /// Compressed, in megabytes.
    size: f64,
    starts: Pair<ColdStart>,
    starts_over_tls: Pair<ColdStart>,
    requests: Vec<(&'static str, Pair<Requests>)>,
}

/// Results of the two functions.
#[derive(Debug, Default)]
pub struct Pair<T> {
    list: T,
    exchange: T,
}

/// The times of the requests of one kind.
#[derive(Debug, Default)]
pub struct Requests {
    /// In milliseconds.
    times: Samples,
    /// Processor time of a request in microseconds.
    processor_time: f64,
}

/// The events of one person: for the list, and for the exchange.
type Events = Pair<String>;

pub async fn measure(endpoint: EndpointProcess, programs: &Pair<Program>, effort: Effort) -> ExchangeTimes {
    let count = effort.of(EXCHANGES);
    let people = Source::in_memory("people", people::people(count).to_string());
    let data = LoadedData::load(&endpoint, vec![people]).await;
    let environment = data.environment(&endpoint);
    let events = Events::of_all(&data, count);
    let tls = TlsEnvironments::start(endpoint.port(), &environment).await;
    let repeated = &events[REPEATED][0];
    ExchangeTimes {
        size: super::artifact_size::compressed(&programs.exchange),
        starts: start_in_turn(programs, &environment, repeated, effort).await,
        starts_over_tls: start_in_turn(programs, &tls.amazon_roots, repeated, effort).await,
        requests: time_kinds(programs, &environment, &events).await,
    }
}

/// Builds the two functions.
pub fn programs() -> Pair<Program> {
    Pair { list: Program::org_discovery(), exchange: Program::exchange() }
}

impl Events {
    /// Returns the events of `count` exchanges of each kind, by the name of the kind.
    fn of_all(data: &LoadedData, count: usize) -> BTreeMap<&'static str, Vec<Self>> {
        let sessions: BTreeMap<&str, &LoadedSession> =
            data.sessions.iter().map(|session| (session.entry.name.as_str(), session)).collect();
        let of_kind = |kind: Kind| {
            let sessions = (0..count).map(|number| sessions[kind.session(number).as_str()]);
            (kind.name, sessions.map(|session| Self::of(data, kind, session)).collect())
        };
        KINDS.into_iter().map(of_kind).collect()
    }

    fn of(data: &LoadedData, kind: Kind, session: &LoadedSession) -> Self {
        let (token, jwt) = data.credentials(session);
        let credential = jwt.filter(|_| kind.by_jwt).unwrap_or(token);
        let mut body: Value = credential.clone();
        if let Some(organization) = kind.organization {
            body["organization_id"] = json!(organization);
        }
        Self { list: list_event(&credential), exchange: event(kind.path(), &body) }
    }
}

async fn start_in_turn(
    programs: &Pair<Program>,
    environment: &Environment,
    events: &Events,
    effort: Effort,
) -> Pair<ColdStart> {
    let mut starts = Pair::<ColdStart>::default();
    for _ in 0..effort.of(ROUNDS) {
        starts.list.start(&programs.list, environment, &events.list, None).await;
        starts.exchange.start(&programs.exchange, environment, &events.exchange, None).await;
    }
    starts
}

async fn time_kinds(
    programs: &Pair<Program>,
    environment: &Environment,
    events: &BTreeMap<&'static str, Vec<Events>>,
) -> Vec<(&'static str, Pair<Requests>)> {
    let mut list = programs.list.start(environment).await;
    list.ready().await;
    let mut exchange = programs.exchange.start(environment).await;
    exchange.ready().await;
    let mut functions = Pair { list, exchange };
    for _ in 0..WARM_UP_REQUESTS {
        let repeated = &events[REPEATED][0];
        time_to_answer(&mut functions.list, repeated.list.clone()).await;
        time_to_answer(&mut functions.exchange, repeated.exchange.clone()).await;
    }
    let mut all = Vec::new();
    for kind in KINDS {
        all.push((kind.name, functions.time_kind(kind, &events[kind.name]).await));
    }
    all
}

impl Pair<FunctionProcess> {
    /// Lists and then exchanges with each person's session, as a person does who signs in.
    async fn time_kind(&mut self, kind: Kind, events: &[Events]) -> Pair<Requests> {
        let mut requests = Pair::<Requests>::default();
        let before = self.processor_times().await;
        for (number, events) in events.iter().enumerate() {
            requests.list.times.add(time_to_answer(&mut self.list, events.list.clone()).await);
            if number == 0 {
                requests.exchange.times.add(self.time_checked(kind, events).await);
            } else {
                let time = time_to_answer(&mut self.exchange, events.exchange.clone()).await;
                requests.exchange.times.add(time);
            }
        }
        let after = self.processor_times().await;
        #[expect(clippy::cast_precision_loss, reason = "a count")]
        let count = events.len() as f64;
        requests.list.processor_time = (after.list - before.list) / count;
        requests.exchange.processor_time = (after.exchange - before.exchange) / count;
        requests
    }

    /// Exchanges, and checks that the outcome is that of the kind.
    async fn time_checked(&mut self, kind: Kind, events: &Events) -> f64 {
        let began = std::time::Instant::now();
        let response = self.exchange.invoke_raw(NO_DEADLINE, "id", events.exchange.clone()).await;
        let took = super::timing::milliseconds(began);
        let response: Value = serde_json::from_slice(&response).expect("JSON");
        let body: Value = serde_json::from_str(response["body"].as_str().expect("a body")).expect("JSON");
        assert_eq!(body["member_authenticated"], kind.authenticated, "{}: {body}", kind.name);
        took
    }

    async fn processor_times(&self) -> Pair<f64> {
        Pair {
            list: idle_processor_time(self.list.process.id()).await,
            exchange: idle_processor_time(self.exchange.process.id()).await,
        }
    }
}
