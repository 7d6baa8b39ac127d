//! Compares successful responses of the exchange operations with the document and its examples.

use std::collections::BTreeSet;

use serde_json::{Value, json};

use super::{
    document::{CREATE, Document, EXCHANGE, EXCHANGES, SESSIONS_EXCHANGE},
    responses::{demo, example_names},
};
use test_support::{ApiResponse, TestApp};

/// Values that differ in each run, as JSON pointers.
const RANDOM: [&str; 8] = [
    "/request_id",
    "/session_token",
    "/session_jwt",
    "/member/updated_at",
    "/member_session/expires_at",
    "/member_session/last_accessed_at",
    "/member_session/member_session_id",
    "/member_session/started_at",
];
/// Values of a new organization that differ in each run.
const CREATED: [&str; 9] = [
    "/member_id",
    "/member/created_at",
    "/member/member_id",
    "/member/organization_id",
    "/member_session/member_id",
    "/member_session/organization_id",
    "/organization/created_at",
    "/organization/organization_id",
    "/organization/updated_at",
];

/// Copies texts from the response to the example. An empty text is not copied.
fn copy_texts(pointers: &[&str], response: &Value, example: &mut Value) {
    let is_text = |value: &Value| value.as_str().is_some_and(|text| !text.is_empty());
    for pointer in pointers {
        if let (Some(value), Some(target)) = (response.pointer(pointer), example.pointer_mut(pointer))
            && is_text(value)
            && is_text(target)
        {
            target.clone_from(value);
        }
    }
}

#[tokio::test]
async fn example_exchanges_return_example_responses() {
    let document = Document::read();
    let app = TestApp::start(demo()).await;
    for (operation, path) in EXCHANGES {
        let requests = document.at(&format!("{operation}/requestBody/content/application~1json/examples"));
        let content = format!("{operation}/responses/200/content/application~1json");
        let responses = document.at(&format!("{content}/examples"));
        assert_eq!(example_names(requests), example_names(responses));
        for name in example_names(requests) {
            let response = app.exchange(path, requests[&name]["value"].clone()).await;
            document.assert_matches(operation, &response);
            let mut example = responses[&name]["value"].clone();
            assert_eq!(document.schema_error(&format!("{content}/schema"), &example), None, "{name}");
            copy_texts(&RANDOM, &response.json(), &mut example);
            if operation == CREATE {
                copy_texts(&CREATED, &response.json(), &mut example);
            }
            assert_eq!(response.json(), example, "{name}");
        }
    }
}

/// The responses of every session of the demo for every organization of the demo.
async fn demo_responses() -> Vec<(&'static str, ApiResponse)> {
    let app = TestApp::start(demo()).await;
    let mut responses = Vec::new();
    for session in app.sessions.keys() {
        let (operation, field) = match session.as_str() {
            "member-session" => (SESSIONS_EXCHANGE, "session_token"),
            _ => (EXCHANGE, "intermediate_session_token"),
        };
        let (_, path) = EXCHANGES.into_iter().find(|(known, _)| *known == operation).expect("a path");
        for slug in ["acme", "globex", "initech", "hooli", "umbrella"] {
            let body = json!({field: app.token(session), "organization_id": slug});
            responses.push((operation, app.exchange(path, body).await));
        }
    }
    responses
}

#[tokio::test]
async fn exchange_responses_match_document() {
    let document = Document::read();
    let mut features = BTreeSet::new();
    for (operation, response) in Box::pin(demo_responses()).await {
        document.assert_matches(operation, &response);
        let body = response.json();
        let observed = [
            ("signed in", body["member_authenticated"] == true),
            ("a primary factor is needed", body["primary_required"].is_object()),
            ("a second factor is needed", body["mfa_required"].is_object()),
            ("the organization is not found", body["error_type"] == "organization_not_found"),
            ("the session was exchanged", body["error_type"] == "intermediate_session_not_found"),
        ];
        features.extend(observed.into_iter().filter_map(|(name, is_observed)| is_observed.then_some(name)));
    }
    assert_eq!(features.len(), 5, "{features:?}");
}
