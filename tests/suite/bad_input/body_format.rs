//! Bodies that are not exactly one JSON object.

use super::{body_with_token, outcome};
use test_support::{ApiCall, ApiResponse, TestApp, small_data_set};

async fn send(app: &TestApp, body: &[u8]) -> ApiResponse {
    app.call(ApiCall { bytes: Some(body.to_vec()), ..ApiCall::default() }).await
}

/// Bodies that are not exactly one JSON object, with their names.
fn malformed_bodies(app: &TestApp) -> Vec<(&'static str, Vec<u8>)> {
    let token = app.token("ist");
    let object = body_with_token(app, "", "");
    vec![
        ("white space", b" \r\n\t".to_vec()),
        ("null", b"null".to_vec()),
        ("a boolean", b"true".to_vec()),
        ("a number", b"7".to_vec()),
        ("a string", format!("\"{token}\"").into()),
        ("an object inside a string", serde_json::to_vec(&object).unwrap()),
        ("a list", format!("[\"{token}\"]").into()),
        ("a list with one element per field", format!("[\"{token}\",null,null]").into()),
        ("an object inside a list", format!("[{object}]").into()),
        ("form data", format!("intermediate_session_token={token}").into()),
        ("a truncated object", object[..object.len() - 1].into()),
        ("two objects", format!("{object}{object}").into()),
        ("text after the object", format!("{object} x").into()),
        ("a NUL after the object", format!("{object}\0").into()),
        ("a NUL before the object", format!("\0{object}").into()),
        ("a NUL between tokens", object.replace(':', ":\0").into()),
        ("a byte order mark", format!("\u{feff}{object}").into()),
        ("UTF-16", object.encode_utf16().flat_map(u16::to_le_bytes).collect()),
        ("a comment", object.replace('{', "{/**/").into()),
        ("a trailing comma", object.replace('}', ",}").into()),
        ("single quotes", object.replace('"', "'").into()),
        ("a key without quotes", format!("{{intermediate_session_token:\"{token}\"}}").into()),
        ("a key that is not a string", format!("{{1:2,{}", &object[1..]).into()),
        ("NaN", body_with_token(app, "\"x\":NaN,", "").into()),
        ("a number with a leading zero", body_with_token(app, "\"x\":01,", "").into()),
        ("a lone surrogate in a key", body_with_token(app, "\"\\ud800\":1,", "").into()),
        ("an unknown escape in a key", body_with_token(app, "\"\\x\":1,", "").into()),
        ("an unescaped newline in a key", body_with_token(app, "\"a\nb\":1,", "").into()),
        ("an unescaped newline in a value", body_with_token(app, "\"x\":\"a\nb\",", "").into()),
    ]
}

#[tokio::test]
async fn body_other_than_one_object_is_refused() {
    let app = TestApp::start(small_data_set()).await;
    let token = app.token("ist");
    for (name, body) in malformed_bodies(&app) {
        assert_eq!(outcome(&send(&app, &body).await, token), "bad_request", "{name}");
    }
    assert!(app.reads.list().is_empty());
    let object = body_with_token(&app, "", "");
    assert_eq!(outcome(&send(&app, object.as_bytes()).await, token), "200");
}

#[tokio::test]
async fn white_space_around_body_is_allowed() {
    let app = TestApp::start(small_data_set()).await;
    let body = format!("\r\n\t {} \n", body_with_token(&app, " ", "\t"));
    assert_eq!(outcome(&send(&app, body.as_bytes()).await, app.token("ist")), "200");
}

#[tokio::test]
async fn empty_body_has_no_session_arguments() {
    let app = TestApp::start(small_data_set()).await;
    for call in [
        ApiCall::default(),
        ApiCall::with_body(""),
        ApiCall { bytes: Some(Vec::new()), ..ApiCall::default() },
    ] {
        assert_eq!(app.call(call).await.error_type(), "no_session_arguments");
    }
}

#[tokio::test]
async fn invalid_utf_8_in_body_is_refused() {
    let app = TestApp::start(small_data_set()).await;
    let object = body_with_token(&app, "", "");
    let (token, key) = (app.token("ist"), "intermediate_session_token");
    for bytes in [&b"\xff"[..], b"\xc3", b"\xed\xa0\x80", b"\xc0\x80", b"\xf4\x90\x80\x80"] {
        let spliced = |target: &str| {
            let (before, after) = object.split_once(target).unwrap();
            [before.as_bytes(), bytes, after.as_bytes()].concat()
        };
        let in_value = send(&app, &spliced(token)).await;
        assert_eq!(outcome(&in_value, token), "bad_request", "{bytes:?} as the token");
        let in_key = send(&app, &spliced(key)).await;
        assert_eq!(outcome(&in_key, token), "bad_request", "{bytes:?} as a key");
        let outside = [object.as_bytes(), bytes].concat();
        assert_eq!(outcome(&send(&app, &outside).await, token), "bad_request", "{bytes:?} after the object");
    }
}

#[tokio::test]
async fn invalid_utf_8_in_unknown_field_is_refused() {
    let app = TestApp::start(small_data_set()).await;
    let body = body_with_token(&app, "\"x\":\"?\",", "").into_bytes();
    let body: Vec<u8> = body.into_iter().map(|byte| if byte == b'?' { 0xff } else { byte }).collect();
    assert_eq!(outcome(&send(&app, &body).await, app.token("ist")), "bad_request");
}

struct NestedBody {
    name: &'static str,
    body: String,
    expected: &'static str,
}

fn nested_bodies(app: &TestApp) -> [NestedBody; 8] {
    const DEPTH: usize = 30_000;
    let lists = "[".repeat(DEPTH) + &"]".repeat(DEPTH);
    let objects = r#"{"a":"#.repeat(10_000) + "1" + &"}".repeat(10_000);
    let nested = |name, body, expected| NestedBody { name, body, expected };
    [
        nested("lists", lists.clone(), "bad_request"),
        nested("unclosed lists", "[".repeat(60_000), "bad_request"),
        nested("objects", objects.clone(), "no_session_arguments"),
        nested("unclosed objects", r#"{"a":"#.repeat(13_000), "bad_request"),
        nested("a known field", format!(r#"{{"session_token":{lists}}}"#), "bad_request"),
        nested("a known field of objects", format!(r#"{{"session_jwt":{objects}}}"#), "bad_request"),
        nested("an unknown field", body_with_token(app, &format!(r#""x":{lists},"#), ""), "200"),
        nested("an unknown field of objects", body_with_token(app, &format!(r#""x":{objects},"#), ""), "200"),
    ]
}

#[tokio::test]
async fn deeply_nested_body_is_handled_like_flat_body() {
    let app = TestApp::start(small_data_set()).await;
    let token = app.token("ist");
    for NestedBody { name, body, expected } in nested_bodies(&app) {
        assert_eq!(outcome(&send(&app, body.as_bytes()).await, token), expected, "{name}");
    }
    let deeper = "[".repeat(100_000);
    for body in
        [deeper.clone() + &"]".repeat(100_000), body_with_token(&app, &format!(r#""x":{deeper}"#), "")]
    {
        assert_eq!(outcome(&send(&app, body.as_bytes()).await, token), "request_too_large");
    }
}
