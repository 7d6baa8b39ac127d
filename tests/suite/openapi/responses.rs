//! Compares successful responses with the document and its examples.

use std::collections::BTreeSet;

use serde_json::{Value, json};

use org_discovery::http::Route;

use super::document::{DISCOVERY, Document, HEALTH, KEY_SET};
use test_support::{
    ApiCall, ApiResponse, SECRET, TestApp, TestExchange, TestHandler, builders::start_with_every_field,
};

pub(super) fn demo() -> Value {
    serde_json::from_str(include_str!("../../../local/demo/data.json")).expect("JSON")
}

/// The responses for every session of the demo and of the data set with every field, by token and by JWT.
async fn successful_responses() -> Vec<ApiResponse> {
    let demo = TestApp::start(demo()).await;
    let every_field = start_with_every_field().await;
    let mut responses =
        vec![demo.discover_by_jwt("member-session").await, every_field.discover_by_jwt("member").await];
    for app in [demo, every_field] {
        for session in app.sessions.keys().filter(|session| *session != "expired") {
            responses.push(app.discover(session).await);
        }
    }
    responses
}

#[tokio::test]
async fn successful_responses_match_document() {
    let document = Document::read();
    let (mut kinds, mut features) = (BTreeSet::new(), BTreeSet::new());
    for response in Box::pin(successful_responses()).await {
        document.assert_matches(DISCOVERY, &response);
        for entry in response.entries() {
            kinds.insert(entry["membership"]["type"].as_str().expect("a string").to_owned());
            let member = &entry["membership"]["member"];
            let options = &entry["mfa_required"]["member_options"];
            let observed = [
                ("a Member is redacted", member.is_object() && entry["primary_required"].is_object()),
                ("a Member is unredacted", member["roles"][0].is_object()),
                ("no primary factor is needed", entry["primary_required"].is_null()),
                ("no second factor is needed", entry["mfa_required"].is_null()),
                ("second factor options are listed", options.is_object()),
                ("no second factor option is listed", entry["mfa_required"].is_object() && options.is_null()),
            ];
            features
                .extend(observed.into_iter().filter_map(|(name, is_observed)| is_observed.then_some(name)));
        }
    }
    let known =
        document.at("/components/schemas/Membership/properties/type/enum").as_array().expect("a list");
    assert_eq!(kinds, known.iter().map(|kind| kind.as_str().expect("a string").to_owned()).collect());
    assert_eq!(features.len(), 6, "{features:?}");
}

pub(super) fn example_names(examples: &Value) -> Vec<String> {
    examples.as_object().expect("examples").keys().cloned().collect()
}

#[tokio::test]
async fn example_requests_return_example_responses() {
    let document = Document::read();
    let app = TestApp::start(demo()).await;
    let requests = document.at(&format!("{DISCOVERY}/requestBody/content/application~1json/examples"));
    let responses = document.at(&format!("{DISCOVERY}/responses/200/content/application~1json/examples"));
    assert_eq!(example_names(requests), example_names(responses));
    for name in example_names(requests) {
        let response = app.post(requests[&name]["value"].clone()).await;
        let mut example = responses[&name]["value"].clone();
        let request_id = std::mem::take(&mut example["request_id"]);
        assert_eq!(document.schema_error("/components/schemas/RequestId", &request_id), None);
        example["request_id"] = response.json()["request_id"].clone();
        assert_eq!(response.json(), example, "{name}");
    }
}

#[tokio::test]
async fn health_response_matches_document() {
    let document = Document::read();
    let app = TestApp::start(json!({})).await;
    let response =
        app.call(ApiCall { method: "GET", path: "/health", authorization: None, ..ApiCall::default() }).await;
    document.assert_matches(HEALTH, &response);
    let content = format!("{HEALTH}/responses/200/content/application~1json");
    let example = document.at(&format!("{content}/example"));
    assert_eq!(document.schema_error(&format!("{content}/schema"), example), None);
}

#[tokio::test]
async fn key_set_matches_document_and_example() {
    let document = Document::read();
    let app = TestApp::start_demo().await;
    let path = "/v1/b2b/sessions/jwks/project-test-00000000-0000-4000-8000-00000000d3e0";
    let call = ApiCall { method: "GET", path, authorization: None, ..ApiCall::default() };
    let response = app.call(call.clone()).await;
    document.assert_matches(KEY_SET, &response);
    let mut example =
        document.at(&format!("{KEY_SET}/responses/200/content/application~1json/example")).clone();
    let request_id = std::mem::take(&mut example["request_id"]);
    assert_eq!(document.schema_error("/components/schemas/RequestId", &request_id), None);
    example["request_id"] = response.json()["request_id"].clone();
    assert_eq!(response.json(), example);
    app.set_project(&[SECRET], &[]).await;
    app.clock.advance(60);
    document.assert_matches(KEY_SET, &app.call(call).await);
}

#[test]
fn documented_routes_match_the_code() {
    let methods = |route: &Route| route.allow.split(", ").map(str::to_lowercase).collect::<BTreeSet<_>>();
    let routes = TestHandler::routes().chain(TestExchange::routes().iter().copied());
    let code_routes: BTreeSet<_> = routes.map(|route| (route.path.to_owned(), methods(route))).collect();
    let document = Document::read();
    let paths = document.at("/paths").as_object().expect("paths");
    let documented_routes = paths
        .iter()
        .map(|(path, item)| (path.clone(), item.as_object().expect("methods").keys().cloned().collect()));
    assert_eq!(documented_routes.collect::<BTreeSet<_>>(), code_routes);
}

#[test]
fn document_version_matches_the_crate() {
    assert_eq!(Document::read().at("/info/version"), env!("CARGO_PKG_VERSION"));
}
