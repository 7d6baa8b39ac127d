//! Requests that are designed to be expensive. All of them are refused.

use base64::{
    Engine,
    engine::general_purpose::{STANDARD, URL_SAFE_NO_PAD},
};
use serde_json::json;

use super::{ApiCall, PROJECT_ID, basic};

/// An expensive request and the expected error type.
#[derive(Debug)]
pub struct ExpensiveRequest {
    pub name: &'static str,
    pub call: ApiCall,
    /// `None` if any error except `internal_server_error` is accepted.
    pub error_type: Option<&'static str>,
}

/// Returns all expensive requests.
pub fn expensive_requests() -> Vec<ExpensiveRequest> {
    expensive_bodies().into_iter().chain(expensive_headers()).chain(expensive_jwts()).collect()
}

fn expensive(name: &'static str, call: ApiCall, error_type: &'static str) -> ExpensiveRequest {
    ExpensiveRequest { name, call, error_type: Some(error_type) }
}

/// A size just below the limit of a request body, in bytes.
const SIZE: usize = 64 * 1024 - 16;

fn body(text: String) -> ApiCall {
    ApiCall::with_body(text)
}

fn long_token(length: usize) -> ApiCall {
    body(json!({"session_token": "A".repeat(length)}).to_string())
}

fn expensive_bodies() -> Vec<ExpensiveRequest> {
    let repeated = |unit: &str| unit.repeat(SIZE / unit.len());
    let keys = (0..5_000).map(|n| format!("\"k{n}\":1,")).collect::<Vec<_>>().concat();
    let escapes = format!("{{\"session_token\":\"{}\"}}", "\\u0041".repeat(10_000));
    let digits = format!("{{\"session_token\":{}}}", "9".repeat(60_000));
    vec![
        expensive("brackets", body(repeated("[")), "bad_request"),
        expensive("braces", body(repeated("{\"a\":")), "bad_request"),
        expensive("quotes", body(format!("\"{}", repeated("\\\""))), "bad_request"),
        expensive("escapes", body(escapes), "invalid_session_token"),
        expensive("digits", body(digits), "bad_request"),
        expensive("keys", body(format!("{{{keys}\"session_token\":\"x\"}}")), "invalid_session_token"),
        expensive("long token", long_token(60_000), "invalid_session_token"),
        expensive("body of 6 MB", long_token(6_000_000), "request_too_large"),
        expensive("bytes", ApiCall { bytes: Some(vec![0xff; SIZE]), ..ApiCall::default() }, "bad_request"),
    ]
}

fn expensive_headers() -> Vec<ExpensiveRequest> {
    let authorization = |text: String| ApiCall { authorization: Some(text), ..body("{}".to_owned()) };
    let long_header = authorization(format!("Basic {}", "QUFB".repeat(262_144)));
    let long_secret = authorization(basic(PROJECT_ID, &"s".repeat(5_000)));
    let colons = authorization(format!("Basic {}", STANDARD.encode(":".repeat(3_000))));
    let many_headers = (0..5_000).map(|n| (HEADER_NAMES[n % 4], "x".repeat(20))).collect();
    let many_headers = ApiCall { headers: many_headers, ..body("{}".to_owned()) };
    vec![
        expensive("header of 1 MB", long_header, "invalid_authorization_header"),
        expensive("secret of 5 KB", long_secret, "invalid_authorization_header"),
        expensive("colons", colons, "invalid_authorization_header"),
        expensive("5,000 headers", many_headers, "no_session_arguments"),
    ]
}

fn expensive_jwts() -> Vec<ExpensiveRequest> {
    let jwt = |header: String, claims: String| {
        let [header, claims] = [header, claims].map(|part| URL_SAFE_NO_PAD.encode(part));
        body(json!({"session_jwt": format!("{header}.{claims}.{}", "A".repeat(342))}).to_string())
    };
    let nested = |depth: usize| format!("{}1{}", "[".repeat(depth), "]".repeat(depth));
    let valid_header = "{\"alg\":\"RS256\",\"kid\":\"k\",\"typ\":\"JWT\"}".to_owned();
    let (long, nested_header) =
        (jwt("{}".to_owned(), "x".repeat(40_000)), jwt(nested(1_000), "{}".to_owned()));
    let nested_claims = jwt(valid_header, nested(1_000));
    let dots = body(json!({"session_jwt": ".".repeat(8_000)}).to_string());
    vec![
        expensive("JWT of 60 KB", long, "unable_to_parse_session_jwt"),
        expensive("JWT with a deeply nested header", nested_header, "unable_to_parse_session_jwt"),
        ExpensiveRequest { name: "JWT with deeply nested claims", call: nested_claims, error_type: None },
        expensive("dots", dots, "unable_to_parse_session_jwt"),
    ]
}

const HEADER_NAMES: [&str; 4] = ["x-a", "x-b", "x-c", "x-d"];
