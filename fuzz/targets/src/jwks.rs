//! Key sets: parsing never panics, and only keys that are suitable for RS256 are used.

use std::sync::LazyLock;

use base64::{Engine, engine::general_purpose::URL_SAFE_NO_PAD};
use org_discovery::domain::KeySet;
use serde_json::{Map, Value, json};

use super::fields;

static DEMO_KEY: LazyLock<Map<String, Value>> = LazyLock::new(|| {
    let project: Value =
        serde_json::from_str(include_str!("../../../local/demo/project.json")).expect("JSON");
    project["jwks"]["keys"][0].as_object().expect("a key").clone()
});

/// Parses a key set. If the first field is `text`, the rest of the input is the key set. Otherwise each further line is
/// a JSON object of fields to change in the demo key.
pub fn run(data: &[u8]) {
    let [format, rest] = fields(data);
    if format == "text" {
        return check(&rest);
    }
    let keys: Vec<Value> = rest.lines().map(|line| changed_key(serde_json::from_str(line).ok())).collect();
    check(&json!({ "keys": keys }).to_string());
}

fn changed_key(changes: Option<Map<String, Value>>) -> Value {
    let mut key = DEMO_KEY.clone();
    key.extend(changes.unwrap_or_default());
    Value::Object(key)
}

fn check(jwks: &str) {
    let Ok(set) = KeySet::parse_lenient(jwks) else {
        assert!(KeySet::parse(jwks).is_err());
        return;
    };
    assert_eq!(KeySet::parse(jwks).is_ok(), set.unsuitable().is_empty());
    let stored = set.to_json().expect("JSON");
    let reparsed = KeySet::parse(&stored).expect("every stored key is suitable");
    assert_eq!(reparsed, set, "parsing the stored set gives the same set");
    // The key set ignores unknown fields, whose values a generic parser may refuse.
    let given: Option<Value> = serde_json::from_str(jwks).ok();
    for key in set.published() {
        let key = serde_json::to_value(key).expect("JSON");
        let kid = key["kid"].as_str().expect("a text");
        assert!(set.get(kid).is_some(), "every published key is used");
        check_size(&key);
        if let Some(given) = &given {
            let keys = given["keys"].as_array().expect("a list");
            assert!(keys.iter().any(|given| is_source(given, &key)), "{key} is not in {given}");
        }
    }
}

/// Returns the significant bits of a base64url number.
fn bits(number: &Value) -> Option<Vec<bool>> {
    let bytes = URL_SAFE_NO_PAD.decode(number.as_str()?).ok()?;
    let bits = bytes.into_iter().flat_map(|byte| (0..8).rev().map(move |bit| byte >> bit & 1 == 1));
    Some(bits.skip_while(|bit| !bit).collect())
}

fn check_size(key: &Value) {
    let (modulus, exponent) = (bits(&key["n"]).expect("a number"), bits(&key["e"]).expect("a number"));
    assert!((2048..=8192).contains(&modulus.len()), "{key}");
    assert!(exponent.len() >= 2 && exponent.last() == Some(&true), "{key}");
}

/// Returns true if the used key can have been parsed from the given one.
fn is_source(given: &Value, used: &Value) -> bool {
    let is_or_absent = |name: &str, value: &str| given[name].is_null() || given[name] == value;
    let verifies = given["key_ops"].is_null()
        || given["key_ops"].as_array().is_some_and(|operations| operations.contains(&json!("verify")));
    let private = ["d", "p", "q", "dp", "dq", "qi", "oth", "k"].iter().any(|part| !given[*part].is_null());
    given.is_object()
        && given["kid"] == used["kid"]
        && given["kty"] == "RSA"
        && is_or_absent("use", "sig")
        && is_or_absent("alg", "RS256")
        && verifies
        && !private
        && ["n", "e"].iter().all(|part| bits(&given[*part]) == bits(&used[*part]))
}
