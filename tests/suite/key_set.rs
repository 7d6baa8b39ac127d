//! The project's key set: which keys are used, and the route that publishes them.

mod refresh;
mod route;
mod suitability;

use serde_json::{Value, json};

pub use test_support::store_jwks;
use test_support::{Answer, Call, KEY, TestApp};

const PATH: &str = "/v1/b2b/sessions/jwks/project-test-11111111-1111-4111-8111-111111111111";

/// A request for the key set, as Go's client sends it.
fn key_set_call() -> Call {
    Call { method: "GET", path: PATH, authorization: None, ..Call::default() }
}

async fn key_set(app: &TestApp) -> Answer {
    app.call(key_set_call()).await
}

/// The names of the published keys.
fn names(answer: &Answer) -> Vec<String> {
    assert_eq!(answer.status, 200, "{}", answer.text());
    let keys = answer.json()["keys"].as_array().expect("a list").clone();
    keys.iter().map(|key| key["kid"].as_str().expect("a text").to_owned()).collect()
}

/// The usual public key with one field set, or removed for `None`.
fn changed(name: &str, field: &str, value: Option<Value>) -> Value {
    let mut key = KEY.public();
    key["kid"] = json!(name);
    match value {
        Some(value) => key[field] = value,
        None => drop(key.as_object_mut().expect("an object").remove(field)),
    }
    key
}
