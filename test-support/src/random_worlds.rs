//! Random worlds for property tests, and a reference store.

pub mod derived;
pub mod generate;
pub mod reference_store;
pub mod sessions;

use serde_json::Value;

use crate::Answer;

/// The answer of the service, in the model's form; `None` without a session.
pub fn told(answer: &Answer) -> Option<Value> {
    match answer.outcome().as_str() {
        "200" => {
            let mut body = answer.json();
            let fields = body.as_object_mut().expect("an object");
            fields.remove("request_id");
            fields.remove("status_code");
            Some(body)
        }
        "session_not_found" => None,
        other => panic!("{other}"),
    }
}

/// The number of cases of a property: `PROPTEST_CASES`, or as many as usual.
pub fn cases(usual: u32) -> u32 {
    std::env::var("PROPTEST_CASES").map_or(usual, |cases| cases.parse().expect("a number"))
}
