//! Worlds in random order of writes, and what a plain reading of the rules makes of them.

pub mod derived;
pub mod generate;
pub mod reference_store;
pub mod sessions;

use serde_json::Value;

use crate::Answer;

/// What the service says, in the model's form.
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

/// How many cases of a property are tried: `PROPTEST_CASES`, or as many as usual.
pub fn cases(usual: u32) -> u32 {
    std::env::var("PROPTEST_CASES").map_or(usual, |cases| cases.parse().expect("a number"))
}
