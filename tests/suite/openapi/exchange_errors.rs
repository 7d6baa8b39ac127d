//! Compares the documented errors of the exchange operations with those that the function returns.

use std::collections::BTreeSet;

use serde_json::{Value, json};

use super::{
    document::{CREATE, DISCOVERY, Document, EXCHANGE, EXCHANGES, SESSIONS_EXCHANGE},
    errors::{
        OTHER_PROJECT, UNKNOWN_TOKEN, assert_every_error_is_returned, code_errors, documented_errors,
        jwt_with,
    },
};
use test_support::{ApiCall, ApiResponse, PROJECT_ID, SECRET, TestApp, basic, small_data_set};

/// The errors that no request of an operation causes, because it has no such credential or field.
const IMPOSSIBLE: [(&str, &[&str]); 3] = [
    (
        EXCHANGE,
        &[
            "too_many_session_arguments",
            "unable_to_parse_session_jwt",
            "jwt_invalid_claims",
            "jwt_invalid_issuer",
            "jwt_invalid_audience",
            "session_not_found",
            "organization_slug_already_used",
        ],
    ),
    (SESSIONS_EXCHANGE, &["intermediate_session_not_found", "organization_slug_already_used"]),
    (
        CREATE,
        &[
            "too_many_session_arguments",
            "unable_to_parse_session_jwt",
            "jwt_invalid_claims",
            "jwt_invalid_issuer",
            "jwt_invalid_audience",
            "session_not_found",
            "organization_not_found",
        ],
    ),
];

/// Failures of `DynamoDB`. The operations share their documentation with the list, whose test causes them.
const FAILURES: [u16; 2] = [429, 500];

#[test]
fn documented_exchange_errors_match_the_code() {
    let document = Document::read();
    let mut documented = BTreeSet::new();
    for (operation, impossible) in IMPOSSIBLE {
        let mut expected = code_errors();
        expected.retain(|(_, error_type)| !impossible.contains(&error_type.as_str()));
        let errors = documented_errors(&document, operation);
        assert_eq!(errors, expected, "{operation}");
        documented.extend(errors);
        for status in FAILURES {
            assert_eq!(document.response(operation, status), document.response(DISCOVERY, status));
        }
    }
    assert_eq!(documented, code_errors());
}

/// Returns bodies that cause the errors of one operation.
fn bodies(app: &TestApp, operation: &str) -> Vec<Value> {
    let jwt = |claim, value| json!({"session_jwt": jwt_with(app, claim, value), "organization_id": "acme"});
    match operation {
        EXCHANGE => vec![
            json!({}),
            json!({"intermediate_session_token": UNKNOWN_TOKEN}),
            json!({"intermediate_session_token": "short", "organization_id": "acme"}),
            json!({"intermediate_session_token": UNKNOWN_TOKEN, "organization_id": "acme"}),
            json!({"intermediate_session_token": app.token("ist"), "organization_id": "unknown"}),
        ],
        SESSIONS_EXCHANGE => vec![
            json!({}),
            json!({"session_token": UNKNOWN_TOKEN, "organization_id": 7}),
            json!({"session_token": "x", "session_jwt": "x"}),
            json!({"session_token": "short", "organization_id": "acme"}),
            json!({"session_jwt": "no.jwt", "organization_id": "acme"}),
            json!({"session_token": UNKNOWN_TOKEN, "organization_id": "acme"}),
            json!({"session_token": app.token("member"), "organization_id": "unknown"}),
            jwt("exp", json!("soon")),
            jwt("iss", json!(format!("stytch.com/{OTHER_PROJECT}"))),
            jwt("aud", json!(["another-audience"])),
        ],
        _ => vec![
            json!({}),
            json!({"intermediate_session_token": UNKNOWN_TOKEN, "mfa_policy": "SOMETIMES"}),
            json!({"intermediate_session_token": "short"}),
            json!({"intermediate_session_token": UNKNOWN_TOKEN}),
            json!({"intermediate_session_token": app.token("ist"), "organization_slug": "acme"}),
        ],
    }
}

/// Returns the error responses of one operation.
async fn error_responses(
    app: &TestApp,
    operation: &'static str,
    path: &'static str,
) -> Vec<(&'static str, ApiResponse)> {
    let with_body = |body: String| ApiCall { path, ..ApiCall::with_body(body) };
    let authorized = |authorization| ApiCall { path, authorization, ..ApiCall::default() };
    let mut calls = vec![
        ApiCall { path: "/v1/b2b/organizations", ..ApiCall::default() },
        ApiCall { path, method: "GET", ..ApiCall::default() },
        authorized(None),
        authorized(Some(basic(OTHER_PROJECT, SECRET))),
        authorized(Some(basic(PROJECT_ID, "secret-test-wrong"))),
        with_body(" ".repeat(65_537)),
    ];
    calls.extend(bodies(app, operation).into_iter().map(|body| with_body(body.to_string())));
    let mut responses = Vec::new();
    for call in calls {
        responses.push((operation, app.call_exchange(call).await));
    }
    responses
}

#[tokio::test]
async fn exchange_errors_match_document_and_example() {
    let document = Document::read();
    let app = TestApp::start(small_data_set()).await;
    for (operation, path) in EXCHANGES {
        let responses = Box::pin(error_responses(&app, operation, path)).await;
        assert_every_error_is_returned(&document, &[operation], &FAILURES, responses);
    }
}
