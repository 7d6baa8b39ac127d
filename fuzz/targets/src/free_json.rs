//! Free-form JSON: an object is accepted if and only if every common parser accepts it.

use org_discovery::domain::JsonObject;
use serde_json::{Value, json};

/// The deepest nesting that is promised to be accepted.
const DEEPEST: usize = 64;

/// Compares the project's check with a strict parser.
pub fn run(data: &[u8]) {
    let Ok(text) = std::str::from_utf8(data) else {
        return;
    };
    let strict = serde_json::from_str::<Value>(text).ok();
    let is_portable = strict.as_ref().is_some_and(|value| value.is_object() && depth(value) <= DEEPEST);
    match serde_json::from_str::<JsonObject>(text) {
        Ok(object) => {
            assert!(is_portable, "accepted: {text}");
            let answered: Value = serde_json::from_str(object.as_str()).expect("the stored text is JSON");
            assert_eq!(Some(&answered), strict.as_ref());
            let answer = json!({"discovered_organizations": [{"organization": {"trusted_metadata": 0}}]});
            let answer = answer.to_string().replace(":0}", &format!(":{}}}", object.as_str()));
            serde_json::from_str::<Value>(&answer).expect("an answer that a client can parse");
        }
        // The strict parser itself takes the reserved name of a field for something else.
        Err(error) if error.to_string().contains("serde_json reserves") => {}
        Err(_) => assert!(!is_portable, "refused: {text}"),
    }
}

fn depth(value: &Value) -> usize {
    match value {
        Value::Array(values) => 1 + values.iter().map(depth).max().unwrap_or(0),
        Value::Object(fields) => 1 + fields.values().map(depth).max().unwrap_or(0),
        _ => 0,
    }
}
