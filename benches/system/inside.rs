//! The function's handler in this process, beside a loop that makes the same calls of the same SDK.

use std::{
    collections::BTreeMap,
    env,
    io::Write,
    process::{Command, Stdio},
    time::Instant,
};

use aws_sdk_dynamodb::Client;
use jsonwebtoken::{Algorithm, crypto};
use lambda_http::Request;
use org_discovery::{
    domain::{SystemClock, SystemEntropy},
    http::{App, Invocation, RequestRecord},
    request_context::RequestContext,
    settings::Settings,
    store::{
        ProjectReads,
        dynamodb::{DynamoDb, connect},
    },
    telemetry::Telemetry,
};
use serde::{Deserialize, Serialize};
use serde_json::{Value, json};

use super::{
    Effort,
    bare::Waves,
    other_ways::{self, OtherWay},
    processors::{FIRST, SECOND, run_on},
    recorded::Recorded,
    report::{Goal, Report, Unit},
    samples::Samples,
    world::World,
};

/// The argument that makes this program measure so.
pub const ROLE: &str = "inside";
const SCENES: [&str; 4] = ["standard", "two-domains", "of-25", BY_JWT];
const BY_JWT: &str = "member-of-25-by-jwt";
/// Pairs over the engine, and over recorded answers.
const PAIRS: usize = 2_000;
/// Pairs before them, which are not counted.
pub const WARM: usize = 200;

/// What was measured. Times are in milliseconds.
#[derive(Debug, Default, Serialize, Deserialize)]
pub struct Inside {
    /// By scene.
    pub scenes: BTreeMap<String, Scene>,
    /// What is read before the first request, over connections that are open already.
    pub priming: Samples,
    /// The signature of a JWT, and nothing else of it.
    pub signature: Samples,
}

#[derive(Debug, Default, Serialize, Deserialize)]
pub struct Scene {
    /// The handler and the loop over the engine.
    pub handler: Samples,
    pub bare: Samples,
    /// Both over recorded answers, which take no time.
    pub handler_alone: Samples,
    pub bare_alone: Samples,
    /// The loop once more, asking in other ways: by what is different.
    pub other_ways: BTreeMap<String, OtherWay>,
    pub calls: u32,
    pub waves: usize,
    pub read_units: f64,
    pub organizations: u64,
}

/// Lets another of this program measure, on the first processor.
pub fn ask(world: &World, effort: Effort) -> Inside {
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

/// Measures, and prints what was measured.
#[tokio::main(flavor = "current_thread")]
pub async fn measure() {
    let settings = Settings::read(|name| env::var(name).ok()).expect("an environment");
    let events: BTreeMap<String, String> = serde_json::from_reader(std::io::stdin()).expect("events");
    let pairs = env::var("PAIRS").expect("a number").parse().expect("a number");
    let client = connect(&settings.connection);
    let mut inside = Inside::default();
    for _ in 0..pairs {
        let endpoint = endpoint(&settings, &client);
        let began = Instant::now();
        Box::pin(endpoint.warm_up()).await.expect("a project");
        inside.priming.add(milliseconds(began));
    }
    inside.signature = signatures(&settings, &client, &events[BY_JWT], pairs).await;
    for name in SCENES {
        let scene = measure_scene(&settings, &client, &events[name], pairs).await;
        inside.scenes.insert(name.to_owned(), scene);
    }
    println!("{}", serde_json::to_string(&inside).expect("JSON"));
}

async fn signatures(settings: &Settings, client: &Client, event: &str, count: usize) -> Samples {
    let event: Value = serde_json::from_str(event).expect("JSON");
    let body: Value = serde_json::from_str(event["body"].as_str().expect("a body")).expect("JSON");
    let (message, signature) =
        body["session_jwt"].as_str().and_then(|jwt| jwt.rsplit_once('.')).expect("a JWT");
    let store = DynamoDb::new(client.clone(), settings.tables.clone());
    let project = store.project(&settings.project_id).await.expect("an answer").expect("a project");
    let signed = |key| crypto::verify(signature, message.as_bytes(), key, Algorithm::RS256);
    let names: Vec<&str> = project.keys().sizes().map(|(name, _)| name).collect();
    let key =
        names.iter().filter_map(|name| project.keys().get(name)).find(|key| matches!(signed(key), Ok(true)));
    let key = key.expect("the key that signed it");
    let times = (0..count).map(|_| {
        let began = Instant::now();
        assert!(signed(key).is_ok());
        milliseconds(began)
    });
    Samples(times.collect())
}

async fn measure_scene(settings: &Settings, client: &Client, event: &str, pairs: usize) -> Scene {
    let recorded = Recorded::default();
    let alone = recorded.client(client);
    let handler_alone = Handler::new(settings, &alone).await;
    let before = recorded.asked().len();
    let record = handler_alone.record(event).await;
    let by_jwt = event.contains("session_jwt");
    let waves = Waves::of(&recorded.asked()[before..], by_jwt);
    let handler = Handler::new(settings, client).await;
    let mut scene = Scene {
        calls: record.reads.calls,
        waves: record.reads.round_trips.len(),
        read_units: record.reads.read_units,
        organizations: record.organizations.values().sum(),
        ..Scene::default()
    };
    for pair in 0..pairs + WARM {
        // Each goes first half of the time.
        let mut times = [0.0; 4];
        for turn in 0..2 {
            if turn == pair % 2 {
                times[0] = timed(handler.answer(event)).await;
                times[2] = timed(handler_alone.answer(event)).await;
            } else {
                times[1] = timed(waves.send(client)).await;
                times[3] = timed(waves.send(&alone)).await;
            }
        }
        if pair >= WARM {
            scene.handler.add(times[0]);
            scene.bare.add(times[1]);
            scene.handler_alone.add(times[2]);
            scene.bare_alone.add(times[3]);
        }
    }
    // A JWT changes nothing about how the store is asked, and there are two ways.
    if !by_jwt {
        scene.other_ways = other_ways::measure(&waves, client, &alone, pairs / 2).await;
    }
    scene
}

/// The whole service in this process, from the text of an event to the answer and the line about it.
struct Handler {
    endpoint: App<DynamoDb, SystemClock, SystemEntropy>,
    telemetry: Telemetry,
}

impl Handler {
    async fn new(settings: &Settings, client: &Client) -> Self {
        let endpoint = endpoint(settings, client);
        Box::pin(endpoint.warm_up()).await.expect("a project");
        Self { endpoint, telemetry: Telemetry::new(settings.function.clone(), SystemClock, |_| ()) }
    }

    async fn answer(&self, event: &str) {
        let response = Box::pin(self.telemetry.serve(&self.endpoint, request(event))).await;
        assert_eq!(response.status(), 200);
    }

    /// What became of a request.
    async fn record(&self, event: &str) -> RequestRecord {
        Box::pin(self.endpoint.handle(request(event), &RequestContext::new())).await.1
    }
}

fn request(event: &str) -> Request {
    let invocation: Invocation = serde_json::from_str(event).expect("an invocation");
    invocation.into_request().expect("a gateway event")
}

fn endpoint(settings: &Settings, client: &Client) -> App<DynamoDb, SystemClock, SystemEntropy> {
    let store = DynamoDb::new(client.clone(), settings.tables.clone());
    App::new(store, SystemClock, SystemEntropy, settings.project_id.clone())
}

pub async fn timed(work: impl Future) -> f64 {
    let began = Instant::now();
    work.await;
    milliseconds(began)
}

fn milliseconds(began: Instant) -> f64 {
    began.elapsed().as_secs_f64() * 1000.0
}

impl Inside {
    /// Tells of the scenes, and of what they are made of.
    pub fn tell(&self, report: &mut Report) {
        report.section("Warm request, in process");
        let signature = self.signature.times(1000.0);
        report.add("the signature of a JWT", &signature, Unit::Microseconds);
        for (name, scene) in &self.scenes {
            scene.tell(name, &signature, report);
        }
        report.section("Other ways to ask, of the loop's as it is");
        for (name, scene) in &self.scenes {
            for (way, measured) in &scene.other_ways {
                measured.tell(&format!("{name}: {way}"), report);
            }
        }
    }
}

impl Scene {
    fn tell(&self, name: &str, signature: &Samples, report: &mut Report) {
        let handler = &self.handler;
        report.add(format!("{name}: request"), handler, Unit::Milliseconds);
        let (what, ratio) =
            (format!("{name}: request, of the SDK's calls alone"), handler.divided_by(&self.bare));
        report.add_goal(what, &ratio, Unit::Times, Goal::AtMost(1.15));
        let p99 = handler.quantile(0.99) / handler.median();
        report.add_one(format!("{name}: p99, of the median"), p99, Unit::Times);
        self.tell_own_time(name, signature, report);
        let (what, units) = (format!("{name}: read units"), Samples(vec![self.read_units]));
        if name == "standard" {
            report.add_goal(what, &units, Unit::Count, Goal::AtMost(9.0));
        } else {
            report.add(what, &units, Unit::Count);
        }
        let counts = json!({"calls": self.calls, "waves": self.waves, "organizations": self.organizations});
        report.detail(name, counts);
    }

    /// What the handler takes longer than the SDK's calls, without the signature of a JWT.
    fn tell_own_time(&self, name: &str, signature: &Samples, report: &mut Report) {
        let own = self.handler_alone.minus(&self.bare_alone).times(1000.0);
        let (what, own) = if name == BY_JWT {
            let what = format!("{name}: own time beside the SDK's calls, without the signature");
            (what, own.less(signature.median()))
        } else {
            (format!("{name}: own time beside the SDK's calls"), own)
        };
        if self.organizations == 25 {
            report.add_goal(what, &own, Unit::Microseconds, Goal::AtMost(150.0));
        } else {
            report.add(what, &own, Unit::Microseconds);
        }
    }
}
