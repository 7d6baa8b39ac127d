//! Times the function's handler in a process of this program, next to a loop that makes the same calls of the same SDK.

mod handler;
mod report_rows;
mod scenario;
mod scenario_names;
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
    processors::{FIRST, SECOND, run_on},
    timing::milliseconds,
    world::World,
};
use scenario_names::{BY_JWT, SCENARIOS};
use times::InProcessTimes;

/// The argument that makes this program the measuring process.
pub const ROLE: &str = "in-process";
/// Pairs over the endpoint, and over recorded answers.
const PAIRS: usize = 2_000;

/// Starts the measuring process on the first processor, and returns its times.
pub fn measure_in_child(world: &World, effort: Effort) -> InProcessTimes {
    run_on(FIRST);
    let mut child = Command::new(env::current_exe().expect("this program"))
        .arg(ROLE)
        .envs(world.environment.iter().cloned())
        .env("PAIRS", effort.of(PAIRS).to_string())
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .spawn()
        .expect("another of this program");
    run_on(SECOND);
    let events = serde_json::to_vec(&world.events).expect("JSON");
    child.stdin.take().expect("a pipe").write_all(&events).expect("read");
    let output = child.wait_with_output().expect("its end");
    assert!(output.status.success(), "{}", output.status);
    serde_json::from_slice(&output.stdout).expect("JSON")
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
        let endpoint = handler::app(&settings, &client);
        let began = Instant::now();
        Box::pin(endpoint.warm_up()).await.expect("a project");
        times.priming.add(milliseconds(began));
    }
    times.signature = signatures::measure(&settings, &client, &events[BY_JWT], pairs).await;
    for name in SCENARIOS {
        let measured = scenario::measure(&settings, &client, &events[name], pairs).await;
        times.scenarios.insert(name.to_owned(), measured);
    }
    println!("{}", serde_json::to_string(&times).expect("JSON"));
}
