//! Malformed requests: a clear error, and nothing is written.

use serde_json::{Value, json};
use test_support::{
    ApiCall, ApiResponse, PROJECT_ID, TestApp, basic,
    builders::{
        data_set, intermediate, magic_link, member_session, organization, organization_id, verified, with,
    },
};

use crate::calls::{CREATE, EXCHANGE, SESSIONS_EXCHANGE, raw_items};

const JANE: &str = "jane@acme.example";
const UNKNOWN: &str = "SeiGwdj5lKkrEVgcEY3QNJXt6srxS3IK2Nwkar6mXD4=";

async fn start() -> TestApp {
    let sessions = [
        intermediate("Intermediate", JANE, [magic_link()]),
        member_session("Member", "Acme", JANE, [magic_link()]),
        with(intermediate("Expired", JANE, [magic_link()]), json!({"expires_in_seconds": 60})),
    ];
    let app = TestApp::start(data_set([organization("Acme", json!({}), [verified(JANE)])], sessions)).await;
    app.clock.advance(60);
    app
}

fn exchange_body(app: &TestApp, fields: Value) -> Value {
    let base = json!({
        "intermediate_session_token": app.token("Intermediate"), "organization_id": organization_id("Acme"),
    });
    with(base, fields)
}

#[tokio::test]
async fn invalid_values_are_refused() {
    let app = start().await;
    let before = raw_items(&app).await;
    let rows = [
        (json!({"intermediate_session_token": null}), "no_session_arguments"),
        (json!({"intermediate_session_token": "short"}), "invalid_session_token"),
        (json!({"intermediate_session_token": 7}), "bad_request"),
        (json!({"intermediate_session_token": UNKNOWN}), "intermediate_session_not_found"),
        (json!({"intermediate_session_token": app.token("Member")}), "intermediate_session_not_found"),
        (json!({"intermediate_session_token": app.token("Expired")}), "intermediate_session_not_found"),
        (json!({"organization_id": null}), "bad_request"),
        (json!({"organization_id": ""}), "bad_request"),
        (json!({"organization_id": []}), "bad_request"),
        (json!({"organization_id": "unknown"}), "organization_not_found"),
        (json!({"organization_id": "a b#c@d"}), "organization_not_found"),
        (json!({"session_duration_minutes": 4}), "bad_request"),
        (json!({"session_duration_minutes": 43_201}), "bad_request"),
        (json!({"session_duration_minutes": "60"}), "bad_request"),
        (json!({"session_duration_minutes": 5.5}), "bad_request"),
        (json!({"session_custom_claims": []}), "bad_request"),
        (json!({"session_custom_claims": "x"}), "bad_request"),
        (json!({"session_custom_claims": {"a": "x".repeat(4096)}}), "bad_request"),
    ];
    for (fields, expected) in rows {
        let response = app.exchange(EXCHANGE, exchange_body(&app, fields.clone())).await;
        assert_eq!(response.error_type(), expected, "{fields}");
    }
    assert_eq!(raw_items(&app).await, before);
}

#[tokio::test]
async fn durations_at_the_limits_are_accepted() {
    for (minutes, seconds) in [(json!(5), 300), (json!(43_200), 2_592_000), (json!(null), 3_600)] {
        let app = start().await;
        let body = exchange_body(&app, json!({"session_duration_minutes": minutes}));
        let body = app.exchange(EXCHANGE, body).await.json();
        assert_eq!(body["member_session"]["expires_at"], json!(app.now().plus_seconds(seconds)), "{minutes}");
    }
}

#[tokio::test]
async fn member_session_arguments_are_checked() {
    let app = start().await;
    let token = app.token("Member");
    let rows = [
        (json!({}), "no_session_arguments"),
        (
            json!({"session_token": token, "session_jwt": app.session_jwt("Member")}),
            "too_many_session_arguments",
        ),
        (json!({"session_token": UNKNOWN}), "session_not_found"),
        (json!({"session_token": app.token("Intermediate")}), "session_not_found"),
        (json!({"session_jwt": "x.y.z"}), "unable_to_parse_session_jwt"),
        (json!({"intermediate_session_token": app.token("Intermediate")}), "no_session_arguments"),
    ];
    for (fields, expected) in rows {
        let body = with(json!({"organization_id": organization_id("Acme")}), fields.clone());
        assert_eq!(app.exchange(SESSIONS_EXCHANGE, body).await.error_type(), expected, "{fields}");
    }
    let without_organization = app.exchange(SESSIONS_EXCHANGE, json!({"session_token": token})).await;
    assert_eq!(without_organization.error_type(), "bad_request");
}

#[tokio::test]
async fn every_route_authenticates_its_caller() {
    let app = start().await;
    let before = raw_items(&app).await;
    for path in [EXCHANGE, SESSIONS_EXCHANGE, CREATE] {
        let call = |authorization: Option<String>| {
            let body = exchange_body(&app, json!({})).to_string();
            ApiCall { path, authorization, ..ApiCall::with_body(body) }
        };
        let missing = app.call_exchange(call(None)).await;
        assert_eq!(missing.error_type(), "invalid_authorization_header");
        let wrong = app.call_exchange(call(Some(basic(PROJECT_ID, "secret-test-wrong")))).await;
        assert_eq!(wrong.error_type(), "unauthorized_credentials");
        let get = ApiCall { method: "GET", ..call(None) };
        assert_eq!(app.call_exchange(get).await.error_type(), "method_not_allowed");
        let large = ApiCall { path, ..ApiCall::with_body(" ".repeat(65_537)) };
        assert_eq!(app.call_exchange(large).await.error_type(), "request_too_large");
        let list = ApiCall { path, ..ApiCall::with_body("[]".to_owned()) };
        assert_eq!(app.call_exchange(list).await.error_type(), "bad_request");
    }
    let discovery = app.call_exchange(ApiCall::with_body("{}".to_owned())).await;
    assert_eq!(discovery.error_type(), "route_not_found");
    assert_eq!(raw_items(&app).await, before);
}

/// Returns a response without the values that differ in every response.
fn shape(response: &ApiResponse) -> (u16, Value) {
    let mut body = response.json();
    body["request_id"] = Value::Null;
    (response.status.as_u16(), body)
}

#[tokio::test]
async fn unknown_spent_expired_and_foreign_sessions_look_alike() {
    let app = start().await;
    let exchange = async |token: &str| {
        app.exchange(EXCHANGE, exchange_body(&app, json!({"intermediate_session_token": token}))).await
    };
    let intermediate = app.token("Intermediate").to_owned();
    assert_eq!(exchange(&intermediate).await.json()["member_authenticated"], true);
    app.logs.take();
    let mut responses = Vec::new();
    let mut reads = Vec::new();
    for token in [intermediate.as_str(), UNKNOWN, app.token("Expired"), app.token("Member")] {
        responses.push(shape(&exchange(token).await));
        let lines = app.logs.take();
        let line = lines.iter().find(|line| line["request_id"].is_string()).expect("a line");
        reads.push((line["store.calls"].clone(), line["store.read_units"].clone()));
    }
    assert!(responses.iter().all(|response| *response == responses[0]), "{responses:?}");
    assert!(reads.iter().all(|read| *read == reads[0]), "{reads:?}");
}

#[tokio::test]
async fn missing_credential_is_named() {
    let app = start().await;
    let rows = [
        (EXCHANGE, "Please include intermediate_session_token in the request."),
        (CREATE, "Please include intermediate_session_token in the request."),
        (SESSIONS_EXCHANGE, "Please include one of session_token or session_jwt in the request."),
    ];
    for (path, message) in rows {
        let response = app.exchange(path, json!({"organization_id": organization_id("Acme")})).await;
        assert_eq!(response.json()["error_message"], message, "{path}");
    }
}
