//! Compares the responses of builds to sessions in random data sets.

use std::collections::BTreeMap;

use org_discovery::domain::{Clock, SystemClock};
use org_discovery_admin::import::SessionCredential;
use proptest::{
    strategy::{Strategy, ValueTree},
    test_runner::TestRunner,
};
use serde_json::{Value, json};
use test_support::{
    ApiCall, TestApp,
    random_data::{
        generate::writes,
        reference_store::{self, ReferenceStore},
        sessions::session_plans,
    },
};

use super::{programs::Program, responses::Response};

const WORLDS: usize = 200;

/// Sends every session of each data set to all programs. Panics if a response differs from the first program's.
pub async fn compare(programs: &[Program]) {
    let mut runner = TestRunner::deterministic();
    let mut statuses: BTreeMap<u64, usize> = BTreeMap::new();
    for world in 0..WORLDS {
        let (app, events) = random_world(&mut runner).await;
        let environment = app.environment(format!("http://127.0.0.1:{}", app.dynamodb_port));
        let mut expected: Vec<Response> = Vec::new();
        for program in programs {
            let mut function = program.start(&environment).await;
            for (index, event) in events.iter().enumerate() {
                let response = Response::of(&mut function, event).await;
                match expected.get(index) {
                    Some(first) => assert_eq!(&response, first, "{}: data set {world}", program.name),
                    None => expected.push(response),
                }
            }
        }
        for response in &expected {
            *statuses.entry(response.status).or_default() += 1;
        }
    }
    println!("equal responses in {WORLDS} random data sets, by status: {statuses:?}");
}

/// Writes a random data set and returns an event for each session, and one for the session JWT of each member session.
async fn random_world(runner: &mut TestRunner) -> (TestApp, Vec<String>) {
    let mut app = TestApp::start(json!({})).await;
    app.clock.advance(SystemClock.now().seconds_since(app.now()));
    let mut reference = ReferenceStore::default();
    for write in random(writes(), runner) {
        reference_store::perform(&app.writer, &write).await.ok();
        reference.apply(&write).ok();
    }
    let mut events = Vec::new();
    for plan in random(session_plans(), runner) {
        app.load_unchecked(json!({"sessions": [plan.session(&reference.members())]})).await;
        events.extend(bodies(&app).into_iter().map(|body| event(&body)));
    }
    (app, events)
}

fn random<T>(strategy: impl Strategy<Value = T>, runner: &mut TestRunner) -> T {
    strategy.new_tree(runner).expect("a value").current()
}

/// Returns the request bodies with the credentials of the session that was loaded last.
fn bodies(app: &TestApp) -> Vec<Value> {
    let token = app.token("session");
    match app.sessions["session"].credential {
        SessionCredential::Intermediate(_) => vec![json!({"intermediate_session_token": token})],
        SessionCredential::Member(..) => {
            vec![json!({"session_token": token}), json!({"session_jwt": app.session_jwt("session")})]
        }
    }
}

fn event(body: &Value) -> String {
    ApiCall::with_body(body.to_string()).into_event().to_string()
}
