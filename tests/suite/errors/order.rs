//! The order of the request checks: the first error is reported.

use org_discovery::store::StoreError;

use super::UNKNOWN_TOKEN;
use test_support::{ApiCall, PROJECT_ID, Read, SECRET, TestApp, basic, small_data_set};

const OTHER_PROJECT: &str = "project-test-99999999-9999-4999-8999-999999999999";

/// A change that fixes one error.
type Fix = fn(&mut ApiCall);

/// The errors in the order in which they are reported, each with the change that fixes it.
const CHECKS: &[(&str, Fix)] = &[
    ("route_not_found", |call| call.path = "/v1/b2b/discovery/organizations"),
    ("method_not_allowed", |call| call.method = "POST"),
    ("invalid_authorization_header", |call| call.authorization = Some(basic(OTHER_PROJECT, "wrong"))),
    ("invalid_project_id_authentication", |call| call.authorization = Some(basic(PROJECT_ID, "wrong"))),
    ("unauthorized_credentials", |call| call.authorization = Some(basic(PROJECT_ID, SECRET))),
    ("request_too_large", |call| {
        call.body =
            Some(r#"{"intermediate_session_token": 1, "session_token": "x", "session_jwt": "x"}"#.into());
    }),
    ("bad_request", |call| {
        call.body =
            Some(r#"{"intermediate_session_token": "x", "session_token": "x", "session_jwt": "x"}"#.into());
    }),
    ("too_many_session_arguments", |call| {
        call.body = Some(r#"{"intermediate_session_token": "x"}"#.into());
    }),
    ("invalid_session_token", |call| {
        call.body = Some(format!(r#"{{"intermediate_session_token": "{UNKNOWN_TOKEN}"}}"#));
    }),
];

/// A request that fails every check.
fn call_failing_every_check() -> ApiCall {
    ApiCall {
        method: "DELETE",
        path: "/v1/b2b/discovery/organisations",
        authorization: Some("Bearer x".to_owned()),
        headers: Vec::new(),
        body: Some("[".repeat(70_000)),
        bytes: None,
    }
}

#[tokio::test]
async fn first_of_several_errors_is_reported() {
    let app = TestApp::start(small_data_set()).await;
    app.reads.fail(Read::Session, StoreError::Unavailable("away".to_owned()));
    let mut call = call_failing_every_check();
    for (expected, fix) in CHECKS {
        assert_eq!(app.call(call.clone()).await.error_type(), *expected);
        assert!(!app.reads.list().contains(&Read::Session), "{expected}: the session was read");
        fix(&mut call);
    }
    assert_eq!(app.call(call.clone()).await.error_type(), "internal_server_error");
    app.reads.recover();
    assert_eq!(app.call(call).await.error_type(), "intermediate_session_not_found");
}

#[tokio::test]
async fn refused_request_reads_at_most_the_project() {
    let app = TestApp::start(small_data_set()).await;
    let mut call = call_failing_every_check();
    for (expected, fix) in CHECKS {
        app.reads.clear();
        assert_eq!(app.call(call.clone()).await.error_type(), *expected);
        let reads = if *expected == "unauthorized_credentials" { vec![Read::Project] } else { vec![] };
        assert_eq!(app.reads.list(), reads, "{expected}");
        fix(&mut call);
    }
}

#[tokio::test]
async fn token_count_is_checked_before_token_format() {
    let app = TestApp::start(small_data_set()).await;
    let fields = ["intermediate_session_token", "session_token", "session_jwt"];
    for (first, second) in [(0, 1), (0, 2), (1, 2)].map(|(first, second)| (fields[first], fields[second])) {
        for text in ["x", "a.b.c", UNKNOWN_TOKEN] {
            let body = format!(r#"{{"{first}": "{text}", "{second}": "x"}}"#);
            let response = app.call(ApiCall::with_body(body)).await;
            assert_eq!(response.error_type(), "too_many_session_arguments", "{first}, {second}, {text}");
        }
    }
    assert!(app.reads.list().is_empty());
}

#[tokio::test]
async fn field_types_are_checked_before_token_count() {
    let app = TestApp::start(small_data_set()).await;
    let body = r#"{"intermediate_session_token": "x", "session_token": "x", "session_jwt": []}"#;
    let response = app.call(ApiCall::with_body(body)).await;
    assert_eq!(response.error_type(), "bad_request");
    assert!(response.text().contains("session_jwt must be"), "{}", response.text());
}
