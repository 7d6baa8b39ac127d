//! Log lines of failed requests and of damaged items.

use std::time::Duration;

use org_discovery::store::StoreError;
use serde_json::json;

use super::{data_set, normalized, only_line};
use test_support::{PROJECT_ID, Read, TestApp};

#[tokio::test]
async fn failed_request_logs_one_line_with_cause() {
    let app = TestApp::start(data_set()).await;
    app.reads.fail(Read::Members, StoreError::Unavailable("no response in time".to_owned()));
    assert_eq!(app.discover("jane").await.outcome(), "internal_server_error");
    insta::assert_snapshot!(normalized(only_line(&app.logs)), @r#"
    {
      "ColdStarts": 1,
      "Errors": 1,
      "Latency": "<ms>",
      "ReadUnits": 1.0,
      "Requests": 1,
      "_aws": "<metadata>",
      "cold_start": true,
      "credential.kind": "intermediate_session_token",
      "duration_ms": "<ms>",
      "error.cause": "DynamoDB is unavailable: no response in time",
      "error_type": "internal_server_error",
      "http.request.method": "POST",
      "http.response.status_code": 500,
      "http.route": "/v1/b2b/discovery/organizations",
      "level": "ERROR",
      "message": "request failed",
      "request_id": "<request id>",
      "service": "org-discovery",
      "store.attempts": 1,
      "store.calls": 1,
      "store.read_units": 1.0,
      "store.round_trip_ms": [
        "<ms>",
        "<ms>"
      ],
      "store.round_trips": 2,
      "timestamp": "2026-01-01T00:00:00.000Z"
    }
    "#);
    app.reads.fail(Read::Members, StoreError::Throttled("ThrottlingException".to_owned()));
    assert_eq!(app.discover("jane").await.outcome(), "too_many_requests");
    let line = only_line(&app.logs);
    assert_eq!((&line["level"], &line["error_type"]), (&json!("ERROR"), &json!("too_many_requests")));
}

#[tokio::test]
async fn panic_is_logged_and_returns_error_envelope() {
    let app = TestApp::start(data_set()).await;
    app.reads.panic(Read::Members);
    let response = app.discover("jane").await;
    assert_eq!(response.outcome(), "internal_server_error");
    let line = only_line(&app.logs);
    let cause = line["error.cause"].as_str().expect("a cause");
    assert!(cause.starts_with("panic at test-support/src/observed_store.rs:"), "{cause}");
    assert!(!cause.contains("jane"), "{cause}");
    assert_eq!(line["level"], "ERROR");
    app.reads.recover();
    assert_eq!(app.discover("jane").await.entries().len(), 4, "the next request is answered");
}

#[tokio::test]
async fn timed_out_request_logs_one_line() {
    let mut app = TestApp::start(data_set()).await;
    app.handler = app.handler.with_budget(Duration::from_millis(300));
    app.reads.stall(Read::Organizations);
    assert_eq!(app.discover("jane").await.outcome(), "internal_server_error");
    let line = only_line(&app.logs);
    assert_eq!(line["error.cause"], "request deadline exceeded");
    assert_eq!(line["store.round_trips"], 3);
}

#[tokio::test]
async fn damaged_item_logs_separate_line() {
    let app = TestApp::start(data_set()).await;
    let address = format!("{PROJECT_ID}#jane@acme.example");
    let key = [("address", address.as_str()), ("organization_id", "two")];
    app.damage(&app.tables.members, key, &("object".to_owned(), None)).await;
    let listed = app.discover("jane").await;
    assert_eq!(listed.entries().len(), 3);
    let lines = app.logs.take();
    assert_eq!(lines.len(), 2, "{lines:?}");
    assert_eq!(listed.json()["request_id"], lines[1]["request_id"]);
    insta::assert_snapshot!(normalized(lines[0].clone()), @r#"
    {
      "cold_start": true,
      "key_hash": "0ed02b639f9314ad",
      "level": "WARN",
      "location": "org_discovery::store::dynamodb::failure:<line>",
      "message": "damaged item skipped",
      "organization_id": "two",
      "reason": "object is missing",
      "service": "org-discovery",
      "table": "members",
      "timestamp": "2026-01-01T00:00:00.000Z"
    }
    "#);
}
