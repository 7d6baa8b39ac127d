//! Records the scenes of the instruction counts from the embedded endpoint, in target/instructions/scenes.

#![expect(clippy::expect_used, reason = "a benchmark stops at the first failure")]

#[path = "../../system/scenarios.rs"]
mod scenarios;

use std::{collections::BTreeMap, ops::RangeInclusive};

use aws_sdk_dynamodb::Client;
use instruction_counts::{
    FixedClock, Function, ListFunction, Operator, REFUSED, Scene, exchange_function, list_function,
};
use org_discovery::{http::Api, settings::Settings};
use serde_json::{Value, json};
use test_support::{
    ApiCall, START, TestApp, expensive_requests::expensive_requests, recorded::RecordedResponses,
};

const SUCCESS: RangeInclusive<u64> = 200..=200;
const REFUSAL: RangeInclusive<u64> = 400..=499;
const EXCHANGE: &str = "/v1/b2b/discovery/intermediate_sessions/exchange";

#[tokio::main(flavor = "current_thread")]
async fn main() {
    let people = scenarios::people();
    let app = TestApp::start(people.clone()).await;
    for name in ["standard", "of-25", "grown-2000"] {
        let session = app.token(&session_of(name)).to_owned();
        record_list(&app, name, json!({"intermediate_session_token": session})).await;
    }
    let jwt = app.session_jwt(&session_of("member-of-25"));
    record_list(&app, "member-of-25-by-jwt", json!({"session_jwt": jwt})).await;
    record_exchange(&app).await;
    for (number, expensive) in expensive_requests().into_iter().enumerate() {
        record(&app, &format!("{REFUSED}{number:02}"), expensive.call, REFUSAL, start_list).await;
    }
    record_explanation(&TestApp::start(only_related(people, &session_of("of-25"))).await).await;
}

fn session_of(name: &str) -> String {
    format!("{}{name}", scenarios::PREFIX)
}

/// Returns the data of one person: an explanation reads all organizations.
fn only_related(mut people: Value, person: &str) -> Value {
    let related = |entry: &Value| entry.to_string().contains(person);
    let organizations = people["organizations"].as_array_mut().expect("a list");
    organizations.retain(related);
    for organization in organizations {
        organization["members"].as_array_mut().expect("a list").retain(related);
    }
    people["sessions"].as_array_mut().expect("a list").retain(related);
    people
}

/// A scene whose responses are still to be recorded.
struct Recorder {
    scene: Scene,
    settings: Settings,
    recorded: RecordedResponses,
    client: Client,
}

impl Recorder {
    fn new(app: &TestApp, event: String) -> Self {
        let environment = app.environment(String::new()).into_iter();
        let environment: BTreeMap<_, _> = environment.map(|(name, value)| (name.to_owned(), value)).collect();
        let scene = Scene { environment, time: START, event, responses: Vec::new(), answer_length: 0 };
        let recorded = RecordedResponses::default();
        Self { settings: scene.settings(), client: recorded.client(&app.client), recorded, scene }
    }

    fn save(mut self, name: &str, answer: &[u8]) {
        self.scene.responses = self.recorded.responses();
        self.scene.answer_length = answer.len();
        self.scene.save(name);
        println!("{name}: {} responses, an answer of {} bytes", self.scene.responses.len(), answer.len());
    }
}

async fn record_list(app: &TestApp, name: &str, body: Value) {
    let call = ApiCall::with_body(body.to_string());
    record(app, name, call, SUCCESS, start_list).await;
}

async fn start_list(settings: &Settings, client: Client, clock: FixedClock) -> ListFunction {
    list_function(settings, client, clock).await
}

async fn record_exchange(app: &TestApp) {
    let token = app.token(&session_of("standard"));
    let body = json!({"intermediate_session_token": token, "organization_id": "org-0000"});
    let call = ApiCall { path: EXCHANGE, ..ApiCall::with_body(body.to_string()) };
    let start = async |settings: &_, client, clock| exchange_function(settings, client, clock).await;
    record(app, "exchange", call, SUCCESS, start).await;
}

async fn record<A: Api>(
    app: &TestApp,
    name: &str,
    call: ApiCall,
    statuses: RangeInclusive<u64>,
    start: impl AsyncFnOnce(&Settings, Client, FixedClock) -> Function<A>,
) {
    let recorder = Recorder::new(app, call.into_event().to_string());
    let function = start(&recorder.settings, recorder.client.clone(), recorder.scene.clock()).await;
    let answer = Box::pin(function.answer(&recorder.scene.event)).await;
    let parsed: Value = serde_json::from_slice(&answer).expect("JSON");
    assert!(statuses.contains(&parsed["statusCode"].as_u64().expect("a status")), "{parsed}");
    recorder.save(name, &answer);
}

async fn record_explanation(app: &TestApp) {
    let recorder = Recorder::new(app, format!("jane.doe@{}.example", session_of("of-25")));
    let operator = Operator::new(&recorder.settings, &recorder.client, recorder.scene.clock());
    let answer = Box::pin(operator.explain(&recorder.scene.event)).await;
    recorder.save("explain", &answer);
}
