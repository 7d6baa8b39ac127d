//! Requests that are designed to be expensive, and floods of wrong secrets.

use std::time::{Duration, Instant};

use base64::{
    Engine,
    engine::general_purpose::{STANDARD, URL_SAFE_NO_PAD},
};
use futures_util::{StreamExt, stream};
use serde_json::json;

use test_support::behind_proxy::{call_within, start_behind_proxy};
use test_support::{ApiCall, PROJECT_ID, Read, TestApp, basic};

/// An expensive request and the expected error type.
struct Expensive {
    name: &'static str,
    call: ApiCall,
    /// `None` if any error except `internal_server_error` is accepted.
    error_type: Option<&'static str>,
}

fn expensive(name: &'static str, call: ApiCall, error_type: &'static str) -> Expensive {
    Expensive { name, call, error_type: Some(error_type) }
}

/// A size just below the limit of a request body, in bytes.
const SIZE: usize = 64 * 1024 - 16;

fn body(text: String) -> ApiCall {
    ApiCall::with_body(text)
}

fn long_token(length: usize) -> ApiCall {
    body(json!({"session_token": "A".repeat(length)}).to_string())
}

fn expensive_bodies() -> Vec<Expensive> {
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

fn expensive_headers() -> Vec<Expensive> {
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

fn expensive_jwts() -> Vec<Expensive> {
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
        Expensive { name: "JWT with deeply nested claims", call: nested_claims, error_type: None },
        expensive("dots", dots, "unable_to_parse_session_jwt"),
    ]
}

const HEADER_NAMES: [&str; 4] = ["x-a", "x-b", "x-c", "x-d"];

#[tokio::test]
async fn large_or_nested_requests_are_refused_quickly() {
    let (app, proxy) = start_behind_proxy().await;
    assert_eq!(app.discover("ist").await.outcome(), "200");
    proxy.take_reads();
    let requests = expensive_bodies().into_iter().chain(expensive_headers()).chain(expensive_jwts());
    for Expensive { name, call, error_type: expected } in requests {
        let began = Instant::now();
        let error_type = app.call(call).await.error_type();
        let took = began.elapsed();
        match expected {
            Some(expected) => assert_eq!(error_type, expected, "{name}"),
            None => assert_ne!(error_type, "internal_server_error", "{name}"),
        }
        // The test itself, which builds and parses a large event, takes most of this time.
        assert!(took < Duration::from_secs(2), "{name}: {took:?}");
        let reads = proxy.take_reads();
        assert!(reads.iter().all(|read| *read == Read::Project) && reads.len() <= 1, "{name}: {reads:?}");
    }
}

/// Sends a request with the correct secret if `number` is divisible by 3, and with a wrong one otherwise.
async fn call_numbered(app: &TestApp, number: usize) -> String {
    let body = json!({"intermediate_session_token": app.token("ist")}).to_string();
    let call = ApiCall::with_body(body);
    if number.is_multiple_of(3) {
        return app.call(call).await.outcome();
    }
    let wrong = Some(basic(PROJECT_ID, &format!("secret-test-wrong-{number:032}")));
    app.call(ApiCall { authorization: wrong, ..call }).await.outcome()
}

#[tokio::test]
async fn flood_of_wrong_secrets_costs_one_project_read() {
    let (app, proxy) = start_behind_proxy().await;
    for _ in 0..4 {
        proxy.take_reads();
        let flood = stream::iter(0..300).map(|number| {
            let outcome = Box::pin(call_numbered(&app, number));
            async move { (number, outcome.await) }
        });
        let outcomes: Vec<_> = flood.buffer_unordered(50).collect().await;
        for (number, outcome) in outcomes {
            let expected = if number % 3 == 0 { "200" } else { "unauthorized_credentials" };
            assert_eq!(outcome, expected, "{number}");
        }
        let project_reads = proxy.take_reads().into_iter().filter(|read| *read == Read::Project).count();
        assert_eq!(project_reads, 1);
        app.clock.advance(10);
    }
}

#[tokio::test]
async fn wrong_secrets_during_outage_cost_one_dynamodb_call() {
    let (app, proxy) = start_behind_proxy().await;
    proxy.inject_first(u64::MAX, Read::Project, test_support::fault_proxy::Fault::Reset);
    for number in 0..50 {
        let outcome = call_numbered(&app, number).await;
        // While the project cannot be read, an unknown secret could be a new one, so it is not refused.
        let expected = if number % 3 == 0 { "200" } else { "internal_server_error" };
        assert_eq!(outcome, expected, "{number}");
    }
    let project_reads = proxy.take_reads().into_iter().filter(|read| *read == Read::Project).count();
    assert_eq!(project_reads, 3, "the attempts of one call");
}

#[tokio::test]
async fn wrong_secrets_in_short_invocations_cost_one_call() {
    let (app, proxy) = start_behind_proxy().await;
    proxy.inject_first(u64::MAX, Read::Project, test_support::fault_proxy::Fault::NoResponse);
    for number in 0..4 {
        let wrong = Some(basic(PROJECT_ID, &format!("secret-test-wrong-{number:032}")));
        let call = ApiCall { authorization: wrong, ..ApiCall::with_body("{}".to_owned()) };
        assert_eq!(call_within(&app, 350, call).await.error_type(), "internal_server_error");
    }
    assert_eq!(proxy.take_reads(), [Read::Project]);
}

#[tokio::test]
async fn refreshed_project_copy_rejects_wrong_secret() {
    let (app, proxy) = start_behind_proxy().await;
    app.clock.advance(58);
    proxy.inject_first(u64::MAX, Read::Project, test_support::fault_proxy::Fault::Reset);
    assert_eq!(call_numbered(&app, 1).await, "internal_server_error");
    proxy.clear_faults();
    // The project copy is now too old and is refreshed.
    app.clock.advance(3);
    assert_eq!(call_numbered(&app, 0).await, "200");
    assert_eq!(call_numbered(&app, 1).await, "unauthorized_credentials");
}
