//! The sample events in `events/exchange/`.

use serde_json::Value;
use test_support::{ApiResponse, SampleEvent, TestApp, sample_events};

/// Returns the error type, or who entered which organization. Panics if a success lacks its token.
fn effect(response: &ApiResponse) -> String {
    if response.status != 200 {
        return response.error_type();
    }
    let body = response.json();
    let given = |name: &str| body[name].as_str().is_some_and(|text| !text.is_empty());
    let authenticated = body["member_authenticated"].as_bool().expect("a flag");
    assert_eq!(given("session_token"), authenticated, "{body}");
    assert_eq!(given("intermediate_session_token"), !authenticated, "{body}");
    let effect = if authenticated { "enters" } else { "needs more factors for" };
    let text = |value: &Value| value.as_str().expect("a text").to_owned();
    format!(
        "{} {effect} {}",
        text(&body["member"]["email_address"]),
        text(&body["organization"]["organization_name"])
    )
}

#[tokio::test]
async fn sample_events_have_listed_responses() {
    let app = TestApp::start_demo().await;
    let mut effects = Vec::new();
    for SampleEvent { name, event, expected } in sample_events("events/exchange") {
        let response = app.send_event_to(&app.exchange, &event).await;
        assert_eq!(response.status, expected.status, "{name}");
        let effect = effect(&response);
        match expected.error_type {
            Some(error_type) => assert_eq!(effect, error_type, "{name}"),
            None => effects.push(format!("{name}: {effect}")),
        }
    }
    insta::assert_snapshot!(effects.join("\n"), @"
    function-url-base64.json: carla@consulting.example enters Acme
    function-url-invited-newcomer.json: nina@newcomer.example enters Acme
    http-api-consultant.json: carla@consulting.example enters Acme
    http-api-create-organization.json: hal@hooli.example enters Hooligans
    http-api-eligible-by-domain.json: dan@acme.example enters Acme
    http-api-mfa-required.json: mia@initech.example needs more factors for Initech
    http-api-session-token.json: carla@consulting.example enters Globex
    rest-api-eligible-by-slack.json: sam@startup.example enters Globex
    rest-api-session-jwt.json: carla@consulting.example enters Globex
    ");
}
