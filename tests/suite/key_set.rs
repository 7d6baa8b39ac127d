//! The project's key set: the keys in use, and the route that publishes them.

mod refresh;
mod route;
mod suitability;

use serde_json::{Value, json};

pub use test_support::store_jwks;
use test_support::{ApiCall, ApiResponse, KEY, TestApp};

const PATH: &str = "/v1/b2b/sessions/jwks/project-test-11111111-1111-4111-8111-111111111111";

/// A request for the key set, as the Go client sends it.
fn key_set_call() -> ApiCall {
    ApiCall { method: "GET", path: PATH, authorization: None, ..ApiCall::default() }
}

async fn key_set(app: &TestApp) -> ApiResponse {
    app.call(key_set_call()).await
}

/// The ids of the published keys.
fn key_ids(response: &ApiResponse) -> Vec<String> {
    assert_eq!(response.status, 200, "{}", response.text());
    let keys = response.json()["keys"].as_array().expect("a list").clone();
    keys.iter().map(|key| key["kid"].as_str().expect("a string").to_owned()).collect()
}

/// The test project's public key with one field set, or removed for `None`.
fn changed(name: &str, field: &str, value: Option<Value>) -> Value {
    let mut key = KEY.public();
    key["kid"] = json!(name);
    match value {
        Some(value) => key[field] = value,
        None => drop(key.as_object_mut().expect("an object").remove(field)),
    }
    key
}
