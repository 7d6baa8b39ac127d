//! Log lines of answered and refused requests.

use serde_json::json;

use super::{data_set, normalized, only_line};
use test_support::{ApiCall, TestApp, basic};

#[tokio::test]
async fn answered_request_logs_one_line_with_metrics() {
    let app = TestApp::start(data_set()).await;
    let response = app.discover("jane").await;
    assert_eq!(response.entries().len(), 4);
    let line = only_line(&app.logs);
    assert_eq!(line["request_id"], response.json()["request_id"], "the request id in the response");
    insta::assert_snapshot!(line["_aws"], @r#"{"CloudWatchMetrics":[{"Dimensions":[["service"]],"Metrics":[{"Name":"Requests","Unit":"Count"},{"Name":"Latency","Unit":"Milliseconds"},{"Name":"ColdStarts","Unit":"Count"},{"Name":"ReadUnits","Unit":"Count"},{"Name":"OrganizationsReturned","Unit":"Count"}],"Namespace":"OrgDiscovery"},{"Dimensions":[["service"]],"Metrics":[{"Name":"Errors","Unit":"Count"}],"Namespace":"OrgDiscovery"}],"Timestamp":1767225600000}"#);
    assert_eq!(normalized(line), include_str!("../expected/request_log_line.json").trim_end());
}

#[tokio::test]
async fn jwt_request_logs_two_round_trips() {
    let app = TestApp::start(data_set()).await;
    app.discover("member").await;
    let token = only_line(&app.logs);
    assert_eq!(
        (&token["credential.kind"], &token["store.round_trips"]),
        (&json!("session_token"), &json!(3))
    );
    app.discover_by_jwt("member").await;
    let jwt = only_line(&app.logs);
    assert_eq!((&jwt["credential.kind"], &jwt["store.round_trips"]), (&json!("session_jwt"), &json!(2)));
    assert_eq!(token["store.read_units"], jwt["store.read_units"], "the same reads, in fewer round trips");
    assert_eq!((&token["cold_start"], &jwt["cold_start"]), (&json!(true), &json!(false)));
    assert_eq!((&token["ColdStarts"], &jwt["ColdStarts"]), (&json!(1), &json!(0)));
}

#[tokio::test]
async fn refused_request_logs_one_line() {
    let app = TestApp::start(data_set()).await;
    app.post(json!({"session_token": "mZAYn5aLEqKUlZ_Ad9U_fWr38GaAQ1oFAhT8ds245v7Q"})).await;
    insta::assert_snapshot!(normalized(only_line(&app.logs)), @r#"
    {
      "ColdStarts": 1,
      "Errors": 1,
      "Latency": "<ms>",
      "ReadUnits": 1.0,
      "Requests": 1,
      "_aws": "<metadata>",
      "cold_start": true,
      "credential.kind": "session_token",
      "duration_ms": "<ms>",
      "error_type": "session_not_found",
      "http.request.method": "POST",
      "http.response.status_code": 404,
      "http.route": "/v1/b2b/discovery/organizations",
      "level": "INFO",
      "message": "request refused",
      "request_id": "<request id>",
      "service": "org-discovery",
      "store.attempts": 1,
      "store.calls": 1,
      "store.read_units": 1.0,
      "store.round_trip_ms": [
        "<ms>"
      ],
      "store.round_trips": 1,
      "timestamp": "2026-01-01T00:00:00.000Z"
    }
    "#);
}

#[tokio::test]
async fn health_check_logs_line_without_metrics() {
    let app = TestApp::start(data_set()).await;
    app.call(ApiCall { path: "/health", method: "GET", ..ApiCall::default() }).await;
    insta::assert_snapshot!(normalized(only_line(&app.logs)), @r#"
    {
      "cold_start": true,
      "duration_ms": "<ms>",
      "http.request.method": "GET",
      "http.response.status_code": 200,
      "http.route": "/health",
      "level": "INFO",
      "message": "request answered",
      "request_id": "<request id>",
      "service": "org-discovery",
      "timestamp": "2026-01-01T00:00:00.000Z"
    }
    "#);
}

#[tokio::test]
async fn caller_supplied_text_is_not_logged() {
    let app = TestApp::start(data_set()).await;
    let unknown_route =
        ApiCall { path: "/v1/tokens/abcdefghijklmnop", method: "SECRETWORD", ..ApiCall::default() };
    assert_eq!(app.call(unknown_route).await.outcome(), "route_not_found");
    insta::assert_snapshot!(normalized(only_line(&app.logs)), @r#"
    {
      "ColdStarts": 1,
      "Errors": 1,
      "Latency": "<ms>",
      "Requests": 1,
      "_aws": "<metadata>",
      "cold_start": true,
      "duration_ms": "<ms>",
      "error_type": "route_not_found",
      "http.request.method": "_OTHER",
      "http.response.status_code": 404,
      "level": "INFO",
      "message": "request refused",
      "request_id": "<request id>",
      "service": "org-discovery",
      "timestamp": "2026-01-01T00:00:00.000Z"
    }
    "#);
    app.call(ApiCall {
        authorization: Some(basic("project-of-mine", "secret-of-mine")),
        ..ApiCall::default()
    })
    .await;
    let line = only_line(&app.logs).to_string();
    assert!(!line.contains("of-mine"), "{line}");
}
