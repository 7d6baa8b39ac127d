//! Requests that are made to cost much, and floods of wrong secrets.

use std::time::{Duration, Instant};

use base64::{
    Engine,
    engine::general_purpose::{STANDARD, URL_SAFE_NO_PAD},
};
use futures_util::{StreamExt, stream};
use serde_json::json;

use test_support::behind_proxy::{ask_within, small};
use test_support::{Call, PROJECT_ID, Read, TestApp, basic};

/// An expensive request and the error type of its answer.
struct Expensive {
    name: &'static str,
    call: Call,
    /// `None` where any error of the caller's is right.
    error_type: Option<&'static str>,
}

fn expensive(name: &'static str, call: Call, error_type: &'static str) -> Expensive {
    Expensive { name, call, error_type: Some(error_type) }
}

const SIZE: usize = 64 * 1024 - 16;

fn body(text: String) -> Call {
    Call::with_body(text)
}

fn long_token(length: usize) -> Call {
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
        expensive("a long token", long_token(60_000), "invalid_session_token"),
        expensive("a body of 6 MB", long_token(6_000_000), "request_too_large"),
        expensive("bytes", Call { bytes: Some(vec![0xff; SIZE]), ..Call::default() }, "bad_request"),
    ]
}

fn expensive_headers() -> Vec<Expensive> {
    let authorization = |text: String| Call { authorization: Some(text), ..body("{}".to_owned()) };
    let long_header = authorization(format!("Basic {}", "QUFB".repeat(262_144)));
    let long_secret = authorization(basic(PROJECT_ID, &"s".repeat(5_000)));
    let colons = authorization(format!("Basic {}", STANDARD.encode(":".repeat(3_000))));
    let many_headers = (0..5_000).map(|n| (HEADER_NAMES[n % 4], "x".repeat(20))).collect();
    let many_headers = Call { headers: many_headers, ..body("{}".to_owned()) };
    vec![
        expensive("a header of 1 MB", long_header, "invalid_authorization_header"),
        expensive("a secret of 5 KB", long_secret, "invalid_authorization_header"),
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
        expensive("a JWT of 60 KB", long, "unable_to_parse_session_jwt"),
        expensive("a JWT with a deep header", nested_header, "unable_to_parse_session_jwt"),
        Expensive { name: "a JWT with deep claims", call: nested_claims, error_type: None },
        expensive("dots", dots, "unable_to_parse_session_jwt"),
    ]
}

const HEADER_NAMES: [&str; 4] = ["x-a", "x-b", "x-c", "x-d"];

#[tokio::test]
async fn large_or_nested_requests_are_refused_quickly() {
    let (app, proxy) = small().await;
    assert_eq!(app.discover("ist").await.outcome(), "200");
    proxy.take_carried();
    let requests = expensive_bodies().into_iter().chain(expensive_headers()).chain(expensive_jwts());
    for Expensive { name, call, error_type: expected } in requests {
        let began = Instant::now();
        let error_type = app.call(call).await.error_type();
        let took = began.elapsed();
        match expected {
            Some(expected) => assert_eq!(error_type, expected, "{name}"),
            None => assert_ne!(error_type, "internal_server_error", "{name}"),
        }
        // Most of this time is the test's own: it builds and parses an event of that size.
        assert!(took < Duration::from_secs(2), "{name}: {took:?}");
        let reads = proxy.take_carried();
        assert!(reads.iter().all(|read| *read == Read::Project) && reads.len() <= 1, "{name}: {reads:?}");
    }
}

/// Asks with a secret that is wrong, or with the right one.
async fn ask(app: &TestApp, number: usize) -> String {
    let body = json!({"intermediate_session_token": app.token("ist")}).to_string();
    let call = Call::with_body(body);
    if number.is_multiple_of(3) {
        return app.call(call).await.outcome();
    }
    let wrong = Some(basic(PROJECT_ID, &format!("secret-test-wrong-{number:032}")));
    app.call(Call { authorization: wrong, ..call }).await.outcome()
}

#[tokio::test]
async fn flood_of_wrong_secrets_costs_one_project_read() {
    let (app, proxy) = small().await;
    for _ in 0..4 {
        proxy.take_carried();
        let flood = stream::iter(0..300).map(|number| {
            let asked = Box::pin(ask(&app, number));
            async move { (number, asked.await) }
        });
        let outcomes: Vec<_> = flood.buffer_unordered(50).collect().await;
        for (number, outcome) in outcomes {
            let expected = if number % 3 == 0 { "200" } else { "unauthorized_credentials" };
            assert_eq!(outcome, expected, "{number}");
        }
        let project = proxy.take_carried().into_iter().filter(|read| *read == Read::Project).count();
        assert_eq!(project, 1);
        app.clock.advance(10);
    }
}

#[tokio::test]
async fn wrong_secrets_during_outage_cost_one_store_call() {
    let (app, proxy) = small().await;
    proxy.break_first(u64::MAX, Read::Project, test_support::fault_proxy::Fault::Reset);
    for number in 0..50 {
        let outcome = ask(&app, number).await;
        // The secret may be new, so it is not refused as wrong.
        let expected = if number % 3 == 0 { "200" } else { "internal_server_error" };
        assert_eq!(outcome, expected, "{number}");
    }
    let project = proxy.take_carried().into_iter().filter(|read| *read == Read::Project).count();
    assert_eq!(project, 3, "the attempts of one call");
}

#[tokio::test]
async fn wrong_secrets_in_short_invocations_cost_one_call() {
    let (app, proxy) = small().await;
    proxy.break_first(u64::MAX, Read::Project, test_support::fault_proxy::Fault::Silence);
    for number in 0..4 {
        let wrong = Some(basic(PROJECT_ID, &format!("secret-test-wrong-{number:032}")));
        let call = Call { authorization: wrong, ..Call::with_body("{}".to_owned()) };
        assert_eq!(ask_within(&app, 350, call).await.error_type(), "internal_server_error");
    }
    assert_eq!(proxy.take_carried(), [Read::Project]);
}

#[tokio::test]
async fn copy_read_after_failed_lookup_rejects_wrong_secret() {
    let (app, proxy) = small().await;
    app.clock.advance(58);
    proxy.break_first(u64::MAX, Read::Project, test_support::fault_proxy::Fault::Reset);
    assert_eq!(ask(&app, 1).await, "internal_server_error");
    proxy.clear_faults();
    // The copy is too old now, and read again.
    app.clock.advance(3);
    assert_eq!(ask(&app, 0).await, "200");
    assert_eq!(ask(&app, 1).await, "unauthorized_credentials");
}
