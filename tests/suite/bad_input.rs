//! Malformed input: every response follows the API contract, and no response echoes the input.

mod authorization;
mod body_format;
mod body_size;
mod fields;
mod token_shapes;

use serde_json::json;

use test_support::{ApiResponse, SECRET, TestApp};

const FIELDS: [&str; 3] = ["intermediate_session_token", "session_token", "session_jwt"];

/// Returns `200` or the error type, and asserts that the response echoes neither the project secret nor `token`.
fn outcome(response: &ApiResponse, token: &str) -> String {
    for secret in [SECRET, token] {
        assert!(secret.is_empty() || !response.text().contains(secret), "{secret} in {}", response.text());
    }
    if response.status == 200 { "200".to_owned() } else { response.error_type() }
}

/// A body with Ann's intermediate session token, and this JSON text before and after the field.
fn body_with_token(app: &TestApp, before: &str, after: &str) -> String {
    let token = json!(app.token("ist"));
    format!(r#"{{{before}"intermediate_session_token":{token}{after}}}"#)
}
