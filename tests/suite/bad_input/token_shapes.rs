//! The format of tokens: 43 to 512 characters of strict base64url. A malformed token is not looked up.

use serde_json::{Value, json};

use super::outcome;
use test_support::{Read, TestApp, small_data_set};

const OPAQUE: [(&str, &str); 2] = [
    ("intermediate_session_token", "intermediate_session_not_found"),
    ("session_token", "session_not_found"),
];

/// A token of this many letters `A`. 32 bytes are 43 characters of base64url, the last of which carries four bits.
fn a(count: usize) -> String {
    "A".repeat(count)
}

#[tokio::test]
async fn well_formed_token_is_looked_up() {
    let app = TestApp::start(small_data_set()).await;
    let tokens = [
        (
            "the documented intermediate session token",
            "SeiGwdj5lKkrEVgcEY3QNJXt6srxS3IK2Nwkar6mXD4=".to_owned(),
        ),
        ("the documented session token", "mZAYn5aLEqKUlZ_Ad9U_fWr38GaAQ1oFAhT8ds245v7Q".to_owned()),
        ("43 characters", a(43)),
        ("43 characters and padding", a(43) + "="),
        ("44 characters", a(44)),
        ("46 characters", a(46)),
        ("46 characters and padding", a(46) + "=="),
        ("the two characters specific to base64url", "-_".repeat(22)),
        ("trailing bits that are zero", a(42) + "E"),
        ("511 characters", a(511)),
        ("511 characters and padding", a(511) + "="),
        ("512 characters", a(512)),
    ];
    for (name, token) in tokens {
        for (field, expected) in OPAQUE {
            app.reads.clear();
            let response = app.post(json!({ field: token })).await;
            assert_eq!(outcome(&response, &token), expected, "{field}, {name}");
            assert_eq!(app.reads.list(), [Read::Session], "{field}, {name}");
        }
    }
}

/// Malformed tokens with their names.
fn malformed_tokens() -> Vec<(&'static str, String)> {
    vec![
        ("one character", a(1)),
        ("42 characters", a(42)),
        ("45 characters, an impossible length", a(45)),
        ("513 characters", a(513)),
        ("514 characters", a(514)),
        ("515 characters and padding", a(515) + "="),
        ("60,000 characters", a(60_000)),
        ("43 characters and two padding characters", a(43) + "=="),
        ("44 characters and padding", a(44) + "="),
        ("44 characters and four padding characters", a(44) + "===="),
        ("46 characters and too much padding", a(46) + "==="),
        ("leading padding", format!("={}", a(43))),
        ("padding inside", format!("{}={}", a(20), a(23))),
        ("only padding", "=".repeat(44)),
        ("a plus", format!("+{}", a(43))),
        ("a slash", format!("/{}", a(43))),
        ("trailing bits that are not zero", a(42) + "B"),
        ("trailing bits that are not zero, and padding", a(42) + "B="),
        ("four trailing bits that are not zero", a(45) + "I"),
        ("a leading space", format!(" {}", a(43))),
        ("a trailing space", a(43) + " "),
        ("a trailing newline", a(44) + "\n"),
        ("a trailing NUL", a(44) + "\0"),
        ("a NUL inside", format!("{}\0{}", a(20), a(23))),
        ("a dot, as in a JWT", format!("{}.{}", a(20), a(23))),
        ("non-ASCII letters", "é".repeat(44)),
        ("full-width letters", "Ａ".repeat(44)),
        ("a hash, which separates the parts of a key", format!("{}#{}", a(20), a(23))),
        ("percent encoding", a(43) + "%3D"),
    ]
}

#[tokio::test]
async fn malformed_token_is_not_looked_up() {
    let app = TestApp::start(small_data_set()).await;
    for (name, token) in malformed_tokens() {
        for (field, _) in OPAQUE {
            let response = app.post(json!({ field: token })).await;
            let secret = if token.len() > 1 { token.as_str() } else { "" };
            assert_eq!(outcome(&response, secret), "invalid_session_token", "{field}, {name}");
        }
    }
    assert!(app.reads.list().is_empty());
}

#[tokio::test]
async fn padding_must_be_complete_or_absent() {
    let app = TestApp::start(small_data_set()).await;
    for (field, not_found) in OPAQUE {
        for (padding, expected) in [("", not_found), ("=", "invalid_session_token"), ("==", not_found)] {
            let token = a(46) + padding;
            assert_eq!(outcome(&app.post(json!({ field: token })).await, &token), expected, "{padding:?}");
        }
    }
}

#[tokio::test]
async fn token_lookup_is_case_and_padding_sensitive() {
    let app = TestApp::start(small_data_set()).await;
    let token = app.token("ist").to_owned();
    assert!(token.ends_with('='), "{token}");
    let without_padding = token.trim_end_matches('=').to_owned();
    let swap = |c: char| if c.is_lowercase() { c.to_ascii_uppercase() } else { c.to_ascii_lowercase() };
    let index = token.find(|c: char| c.is_ascii_alphabetic()).unwrap();
    let mut in_other_case = token.clone();
    in_other_case.replace_range(index..=index, &swap(char::from(token.as_bytes()[index])).to_string());
    for other in [without_padding, in_other_case] {
        let body: Value = json!({"intermediate_session_token": other});
        assert_eq!(outcome(&app.post(body).await, &other), "intermediate_session_not_found", "{other}");
    }
    assert_eq!(app.discover("ist").await.status, 200);
}
