//! Random data sets for property tests, and a reference store.

pub mod attacker;
pub mod derived;
pub mod generate;
pub mod reference_store;
pub mod sessions;

use serde_json::Value;

use crate::ApiResponse;

/// Returns the response body without the envelope, to compare it with the model. `None` if the session was not found.
pub fn without_envelope(response: &ApiResponse) -> Option<Value> {
    match response.outcome().as_str() {
        "200" => {
            let mut body = response.json();
            let fields = body.as_object_mut().expect("an object");
            fields.remove("request_id");
            fields.remove("status_code");
            Some(body)
        }
        "session_not_found" => None,
        other => panic!("{other}"),
    }
}

/// Returns the number of cases of a property test: `PROPTEST_CASES` if it is set, otherwise `default`. Every run has
/// new random data, so a rare case is found after some runs.
pub fn case_count(default: u32) -> u32 {
    std::env::var("PROPTEST_CASES").map_or(default, |cases| cases.parse().expect("a number"))
}
