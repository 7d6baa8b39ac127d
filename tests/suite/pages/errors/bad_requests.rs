//! The table of `bad_request` messages: a request causes each of them, and no other message.

use std::collections::BTreeSet;

use serde_json::{Value, json};

use super::{table, unquoted};
use crate::{openapi::document::EXCHANGES, pages::walkthrough::is_printed};
use test_support::{
    ApiCall, TestApp,
    builders::{
        data_set, intermediate, magic_link, member_session, organization, organization_id, verified, with,
    },
};

const JANE: &str = "jane@acme.example";
const FIRST_SENTENCE: &str = "The submitted request is invalid. ";

/// Starts a service in which an exchange of Jane's member session for Strict needs another factor.
async fn start() -> TestApp {
    let strict = json!({"auth_methods": "RESTRICTED", "allowed_auth_methods": ["google_oauth"]});
    let organizations =
        [organization("Acme", json!({}), [verified(JANE)]), organization("Strict", strict, [verified(JANE)])];
    let sessions =
        [intermediate("ist", JANE, [magic_link()]), member_session("member", "Acme", JANE, [magic_link()])];
    TestApp::start(data_set(organizations, sessions)).await
}

/// Returns the token of the intermediate session that an exchange of the member session creates.
async fn derived_token(app: &TestApp) -> String {
    let body = json!({"session_token": app.token("member"), "organization_id": organization_id("Strict")});
    let response = app.exchange("/v1/b2b/sessions/exchange", body).await.json();
    response["intermediate_session_token"].as_str().expect("a token").to_owned()
}

/// Returns bodies that are refused, each with the letters of its calls.
fn refused_bodies(app: &TestApp, derived: &str) -> Vec<(&'static str, Value)> {
    let ist = json!({"intermediate_session_token": app.token("ist"), "organization_id": "acme"});
    let with_field = |name: &str, value: Value| with(ist.clone(), json!({name: value}));
    let claims = |value: Value| with_field("session_custom_claims", value);
    vec![
        ("L I S C", json!([])),
        ("L I S C", json!({"intermediate_session_token": 7, "session_token": 7})),
        ("I", with_field("organization_id", json!(null))),
        ("S", json!({"session_token": app.token("member")})),
        ("I C", with_field("session_duration_minutes", json!(4))),
        ("I C", claims(json!("x"))),
        ("I C", claims(json!({"a": "x".repeat(4096)}))),
        ("I C", claims(json!({"sub": "x"}))),
        ("C", with_field("mfa_policy", json!("SOMETIMES"))),
        ("C", with_field("organization_slug", json!("x"))),
        ("C", with_field("mfa_policy", json!("REQUIRED_FOR_ALL"))),
        ("C", json!({"intermediate_session_token": derived})),
    ]
}

/// Returns calls that are refused, each with the letter of its operation.
async fn refused_calls(app: &TestApp) -> Vec<(&'static str, ApiCall)> {
    let derived = derived_token(app).await;
    let mut bodies: Vec<(&str, String)> =
        refused_bodies(app, &derived).into_iter().map(|(calls, body)| (calls, body.to_string())).collect();
    let repeated = r#""session_custom_claims": {"a": 1, "a": 2}"#;
    bodies.push(("I C", format!(r#"{{"intermediate_session_token": "{}", {repeated}}}"#, app.token("ist"))));
    let mut calls = Vec::new();
    for (letters, body) in bodies {
        for letter in letters.split(' ') {
            let path = match letter {
                "L" => "/v1/b2b/discovery/organizations",
                "I" => EXCHANGES[0].1,
                "S" => EXCHANGES[1].1,
                _ => EXCHANGES[2].1,
            };
            calls.push((letter, ApiCall { path, ..ApiCall::with_body(body.clone()) }));
        }
    }
    calls
}

#[tokio::test]
async fn documented_bad_requests_are_returned() {
    let rows = table("| second sentence of a `bad_request` |");
    let app = start().await;
    let mut returned = BTreeSet::new();
    for (letter, call) in Box::pin(refused_calls(&app)).await {
        let body = call.body.clone();
        let response = if letter == "L" { app.call(call).await } else { app.call_exchange(call).await };
        assert_eq!(response.error_type(), "bad_request", "{letter}: {body:?}");
        let response = response.json();
        let message = response["error_message"].as_str().expect("a message");
        let sentence = message.strip_prefix(FIRST_SENTENCE).expect(message);
        let mut found = rows.iter().filter(|row| is_printed(sentence, unquoted(&row[0])));
        let row = found.next().unwrap_or_else(|| panic!("not on the page: {message}"));
        assert!(found.next().is_none(), "two rows match: {message}");
        returned.insert((row[0].clone(), letter));
    }
    let documented: BTreeSet<(String, &str)> =
        rows.iter().flat_map(|row| row[1].split(' ').map(|letter| (row[0].clone(), letter))).collect();
    assert_eq!(returned, documented);
}
