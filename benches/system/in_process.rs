//! Times the function's handler in a child process, and a loop that makes the same calls with the same SDK.

mod handler;
mod report_rows;
mod scenario;
mod scenario_names;
mod sdk_client;
mod signatures;
mod times;

use std::{
    collections::BTreeMap,
    env,
    io::Write,
    process::{Command, Stdio},
    time::Instant,
};

use org_discovery::{settings::Settings, store::dynamodb::connect};

use crate::{
    effort::Effort,
    fixture::Fixture,
    processors::{FIRST_PROCESSOR, SECOND_PROCESSOR, pin_to},
    timing::milliseconds,
};
use scenario_names::{BY_JWT, SCENARIOS};
use times::InProcessTimes;

/// The argument with which this program runs as the measuring process.
pub const ROLE: &str = "in-process";
/// Pairs of a handler call and a baseline call, over the endpoint and over recorded responses.
const PAIRS: usize = 2_000;

/// Runs the measuring process on the first processor and returns its times.
pub fn measure_in_child(fixture: &Fixture, effort: Effort) -> InProcessTimes {
    pin_to(FIRST_PROCESSOR);
    let mut child = Command::new(env::current_exe().expect("this program"))
        .arg(ROLE)
        .envs(fixture.environment.iter().cloned())
        .env("PAIRS", effort.of(PAIRS).to_string())
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .spawn()
        .expect("a child process");
    pin_to(SECOND_PROCESSOR);
    let events = serde_json::to_vec(&fixture.events).expect("JSON");
    child.stdin.take().expect("a pipe").write_all(&events).expect("read");
    let output = child.wait_with_output().expect("its end");
    assert!(output.status.success(), "{}", output.status);
    serde_json::from_slice(&output.stdout).expect("JSON")
}

/// Returns the read units of one request.
pub async fn read_units(fixture: &Fixture, scenario: &str) -> f64 {
    let environment: BTreeMap<_, _> = fixture.environment.iter().cloned().collect();
    let settings = Settings::read(|name| environment.get(name).cloned()).expect("an environment");
    let handler = handler::Handler::new(&settings, &connect(&settings.connection)).await;
    handler.record(&fixture.event(scenario)).await.reads.read_units
}

/// Measures in this process, and prints the times as JSON.
#[tokio::main(flavor = "current_thread")]
pub async fn measure() {
    let settings = Settings::read(|name| env::var(name).ok()).expect("an environment");
    let events: BTreeMap<String, String> = serde_json::from_reader(std::io::stdin()).expect("events");
    let pairs = env::var("PAIRS").expect("a number").parse().expect("a number");
    let client = connect(&settings.connection);
    let mut times = InProcessTimes::default();
    for _ in 0..pairs {
        let app = handler::app(&settings, &client);
        let began = Instant::now();
        Box::pin(app.warm_up()).await.expect("a project");
        times.warm_up_reads.add(milliseconds(began));
    }
    times.signature = signatures::measure(&settings, &client, &events[BY_JWT], pairs).await;
    for name in SCENARIOS {
        let measured = scenario::measure(&settings, &client, &events[name], pairs).await;
        times.scenarios.insert(name.to_owned(), measured);
    }
    println!("{}", serde_json::to_string(&times).expect("JSON"));
}
