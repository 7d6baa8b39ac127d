//! Successes fit the document, and its examples are answers.

use std::collections::BTreeSet;

use serde_json::{Value, json};

use org_discovery::http::Route;

use super::document::{DISCOVERY, Document, HEALTH, KEY_SET};
use test_support::{Answer, Call, SECRET, TestApp, TestEndpoint, builders::with_every_field};

fn demo() -> Value {
    serde_json::from_str(include_str!("../../../local/demo/data.json")).expect("JSON")
}

/// What every session of the demo and of the world with every field sees, by all of its credentials.
async fn successes() -> Vec<Answer> {
    let demo = TestApp::start(demo()).await;
    let everything = with_every_field().await;
    let mut answers =
        vec![demo.discover_by_jwt("member-session").await, everything.discover_by_jwt("member").await];
    for app in [demo, everything] {
        for session in app.sessions.keys().filter(|session| *session != "expired") {
            answers.push(app.discover(session).await);
        }
    }
    answers
}

#[tokio::test]
async fn successes_match_the_document() {
    let document = Document::read();
    let (mut kinds, mut features) = (BTreeSet::new(), BTreeSet::new());
    for answer in successes().await {
        document.holds(DISCOVERY, &answer);
        for entry in answer.entries() {
            kinds.insert(entry["membership"]["type"].as_str().expect("a text").to_owned());
            let member = &entry["membership"]["member"];
            let options = &entry["mfa_required"]["member_options"];
            let tell = [
                ("a Member is redacted", member.is_object() && entry["primary_required"].is_object()),
                ("a Member is whole", member["roles"][0].is_object()),
                ("no primary factor is needed", entry["primary_required"].is_null()),
                ("no second factor is needed", entry["mfa_required"].is_null()),
                ("a second factor can be shown", options.is_object()),
                ("no second factor is named", entry["mfa_required"].is_object() && options.is_null()),
            ];
            features.extend(tell.into_iter().filter_map(|(name, holds)| holds.then_some(name)));
        }
    }
    let known =
        document.at("/components/schemas/Membership/properties/type/enum").as_array().expect("a list");
    assert_eq!(kinds, known.iter().map(|kind| kind.as_str().expect("a text").to_owned()).collect());
    assert_eq!(features.len(), 6, "{features:?}");
}

#[tokio::test]
async fn examples_answer_the_example_requests() {
    let document = Document::read();
    let app = TestApp::start(demo()).await;
    let requests = document.at(&format!("{DISCOVERY}/requestBody/content/application~1json/examples"));
    let answers = document.at(&format!("{DISCOVERY}/responses/200/content/application~1json/examples"));
    let names =
        |examples: &Value| examples.as_object().expect("examples").keys().cloned().collect::<Vec<_>>();
    assert_eq!(names(requests), names(answers));
    for name in names(requests) {
        let answer = app.post(requests[&name]["value"].clone()).await;
        let mut example = answers[&name]["value"].clone();
        let request_id = std::mem::take(&mut example["request_id"]);
        assert_eq!(document.fault("/components/schemas/RequestId", &request_id), None);
        example["request_id"] = answer.json()["request_id"].clone();
        assert_eq!(answer.json(), example, "{name}");
    }
}

#[tokio::test]
async fn health_matches_the_document() {
    let document = Document::read();
    let app = TestApp::start(json!({})).await;
    let answer =
        app.call(Call { method: "GET", path: "/health", authorization: None, ..Call::default() }).await;
    document.holds(HEALTH, &answer);
    let content = format!("{HEALTH}/responses/200/content/application~1json");
    let example = document.at(&format!("{content}/example"));
    assert_eq!(document.fault(&format!("{content}/schema"), example), None);
}

#[tokio::test]
async fn key_set_matches_document_and_example() {
    let document = Document::read();
    let app = TestApp::start_demo().await;
    let path = "/v1/b2b/sessions/jwks/project-test-00000000-0000-4000-8000-00000000d3e0";
    let call = Call { method: "GET", path, authorization: None, ..Call::default() };
    let answer = app.call(call.clone()).await;
    document.holds(KEY_SET, &answer);
    let mut example =
        document.at(&format!("{KEY_SET}/responses/200/content/application~1json/example")).clone();
    let request_id = std::mem::take(&mut example["request_id"]);
    assert_eq!(document.fault("/components/schemas/RequestId", &request_id), None);
    example["request_id"] = answer.json()["request_id"].clone();
    assert_eq!(answer.json(), example);
    app.set_project(&[SECRET], &[]).await;
    app.clock.advance(60);
    document.holds(KEY_SET, &app.call(call).await);
}

#[test]
fn documented_routes_match_the_code() {
    let methods = |route: &Route| route.allow.split(", ").map(str::to_lowercase).collect::<BTreeSet<_>>();
    let of_the_code: BTreeSet<_> =
        TestEndpoint::routes().map(|route| (route.path.to_owned(), methods(route))).collect();
    let document = Document::read();
    let paths = document.at("/paths").as_object().expect("paths");
    let of_the_document = paths
        .iter()
        .map(|(path, item)| (path.clone(), item.as_object().expect("methods").keys().cloned().collect()));
    assert_eq!(of_the_document.collect::<BTreeSet<_>>(), of_the_code);
}

#[test]
fn document_version_matches_the_crate() {
    assert_eq!(Document::read().at("/info/version"), env!("CARGO_PKG_VERSION"));
}
