//! Malformed input: each request gets an answer of the contract, and no answer repeats the input.

mod authorization;
mod body_format;
mod body_size;
mod fields;
mod token_shapes;

use serde_json::json;

use test_support::{Answer, SECRET, TestApp};

const FIELDS: [&str; 3] = ["intermediate_session_token", "session_token", "session_jwt"];

/// The outcome, when the answer is a success or an error in every respect and repeats neither the secret nor `token`.
fn outcome(answer: &Answer, token: &str) -> String {
    for secret in [SECRET, token] {
        assert!(secret.is_empty() || !answer.text().contains(secret), "{secret} in {}", answer.text());
    }
    if answer.status == 200 { "200".to_owned() } else { answer.error_type() }
}

/// A body with the token of Ann's intermediate session, and something before and behind it.
fn around_token(app: &TestApp, before: &str, behind: &str) -> String {
    let token = json!(app.token("ist"));
    format!(r#"{{{before}"intermediate_session_token":{token}{behind}}}"#)
}
