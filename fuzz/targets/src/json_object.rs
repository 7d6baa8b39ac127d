//! Free-form JSON objects: an object is accepted if and only if every common parser accepts it.

use org_discovery::domain::JsonObject;
use serde_json::{Value, json};

/// The documented maximum nesting depth.
const MAX_DEPTH: usize = 64;

/// Compares the result of [`JsonObject`] with that of a strict parser.
pub fn run(data: &[u8]) {
    let Ok(text) = std::str::from_utf8(data) else {
        return;
    };
    let strict = serde_json::from_str::<Value>(text).ok();
    let is_portable = strict.as_ref().is_some_and(|value| value.is_object() && depth(value) <= MAX_DEPTH);
    match serde_json::from_str::<JsonObject>(text) {
        Ok(object) => {
            assert!(is_portable, "accepted: {text}");
            let reparsed: Value = serde_json::from_str(object.as_str()).expect("the preserved text is JSON");
            assert_eq!(Some(&reparsed), strict.as_ref());
            let response = json!({"discovered_organizations": [{"organization": {"trusted_metadata": 0}}]});
            let response = response.to_string().replace(":0}", &format!(":{}}}", object.as_str()));
            serde_json::from_str::<Value>(&response).expect("a client can parse the response");
        }
        // The strict parser is serde_json, which interprets the reserved field names itself.
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
