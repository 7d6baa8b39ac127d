//! Callers who want to cost much.

use std::time::{Duration, Instant};

use base64::{
    Engine,
    engine::general_purpose::{STANDARD, URL_SAFE_NO_PAD},
};
use futures_util::{StreamExt, stream};
use serde_json::json;

use crate::service::{ask_within, small};
use test_support::{Call, PROJECT_ID, Read, TestApp, basic};

/// Requests that are large or nested, and what must come of each.
fn expensive() -> Vec<(&'static str, Call, &'static str)> {
    let kib_64 = 64 * 1024 - 16;
    let body = |text: String| Call::with_body(text);
    let deep = |unit: &str| unit.repeat(kib_64 / unit.len());
    let jwt = |header: String, claims: String| {
        let [header, claims] = [header, claims].map(|part| URL_SAFE_NO_PAD.encode(part));
        json!({"session_jwt": format!("{header}.{claims}.{}", "A".repeat(342))}).to_string()
    };
    let keys = (0..5_000).map(|n| format!("\"k{n}\":1,")).collect::<Vec<_>>().concat();
    let nested = |depth: usize| format!("{}1{}", "[".repeat(depth), "]".repeat(depth));
    let authorization = |text: String| Call { authorization: Some(text), ..body("{}".to_owned()) };
    let many_headers = (0..5_000).map(|n| (HEADER_NAMES[n % 4], "x".repeat(20))).collect();
    let long = |length: usize| json!({"session_token": "A".repeat(length)}).to_string();
    vec![
        ("brackets", body(deep("[")), "bad_request"),
        ("braces", body(deep("{\"a\":")), "bad_request"),
        ("quotes", body(format!("\"{}", deep("\\\""))), "bad_request"),
        (
            "escapes",
            body(format!("{{\"session_token\":\"{}\"}}", "\\u0041".repeat(10_000))),
            "invalid_session_token",
        ),
        ("digits", body(format!("{{\"session_token\":{}}}", "9".repeat(60_000))), "bad_request"),
        ("keys", body(format!("{{{keys}\"session_token\":\"x\"}}")), "invalid_session_token"),
        ("a long token", body(long(60_000)), "invalid_session_token"),
        ("a body of 6 MB", body(long(6_000_000)), "request_too_large"),
        ("bytes", Call { bytes: Some(vec![0xff; kib_64]), ..Call::default() }, "bad_request"),
        (
            "a header of 1 MB",
            authorization(format!("Basic {}", "QUFB".repeat(262_144))),
            "invalid_authorization_header",
        ),
        (
            "a secret of 5 KB",
            authorization(basic(PROJECT_ID, &"s".repeat(5_000))),
            "invalid_authorization_header",
        ),
        (
            "colons",
            authorization(format!("Basic {}", STANDARD.encode(":".repeat(3_000)))),
            "invalid_authorization_header",
        ),
        ("5,000 headers", Call { headers: many_headers, ..body("{}".to_owned()) }, "no_session_arguments"),
        ("a JWT of 60 KB", body(jwt("{}".to_owned(), "x".repeat(40_000))), "unable_to_parse_session_jwt"),
        (
            "a JWT with a deep header",
            body(jwt(nested(1_000), "{}".to_owned())),
            "unable_to_parse_session_jwt",
        ),
        (
            "a JWT with deep claims",
            body(jwt("{\"alg\":\"RS256\",\"kid\":\"k\",\"typ\":\"JWT\"}".to_owned(), nested(1_000))),
            "",
        ),
        ("dots", body(json!({"session_jwt": ".".repeat(8_000)}).to_string()), "unable_to_parse_session_jwt"),
    ]
}

const HEADER_NAMES: [&str; 4] = ["x-a", "x-b", "x-c", "x-d"];

#[tokio::test]
async fn large_or_nested_requests_are_refused_quickly() {
    let (app, line) = small().await;
    assert_eq!(app.discover("ist").await.outcome(), "200");
    line.take_carried();
    for (name, call, expected) in expensive() {
        let began = Instant::now();
        let error_type = app.call(call).await.error_type();
        let took = began.elapsed();
        assert!(
            error_type == expected || (expected.is_empty() && error_type != "internal_server_error"),
            "{name}: {error_type}"
        );
        // Most of it is the test's own making and reading of an event of that size.
        assert!(took < Duration::from_secs(2), "{name}: {took:?}");
        let reads = line.take_carried();
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
    let (app, line) = small().await;
    for _ in 0..4 {
        line.take_carried();
        let flood = stream::iter(0..300).map(|number| {
            let asked = Box::pin(ask(&app, number));
            async move { (number, asked.await) }
        });
        let outcomes: Vec<_> = flood.buffer_unordered(50).collect().await;
        for (number, outcome) in outcomes {
            let expected = if number % 3 == 0 { "200" } else { "unauthorized_credentials" };
            assert_eq!(outcome, expected, "{number}");
        }
        let project = line.take_carried().into_iter().filter(|read| *read == Read::Project).count();
        assert_eq!(project, 1);
        app.clock.advance(10);
    }
}

#[tokio::test]
async fn wrong_secrets_during_outage_cost_one_store_call() {
    let (app, line) = small().await;
    line.break_first(u64::MAX, Read::Project, test_support::fault_proxy::Fault::Reset);
    for number in 0..50 {
        let outcome = ask(&app, number).await;
        // Nobody knows whether the secret is new, so nobody is told that it is wrong.
        let expected = if number % 3 == 0 { "200" } else { "internal_server_error" };
        assert_eq!(outcome, expected, "{number}");
    }
    let project = line.take_carried().into_iter().filter(|read| *read == Read::Project).count();
    assert_eq!(project, 3, "the attempts of one call");
}

#[tokio::test]
async fn wrong_secrets_in_short_invocations_cost_one_call() {
    let (app, line) = small().await;
    line.break_first(u64::MAX, Read::Project, test_support::fault_proxy::Fault::Silence);
    for number in 0..4 {
        let wrong = Some(basic(PROJECT_ID, &format!("secret-test-wrong-{number:032}")));
        let call = Call { authorization: wrong, ..Call::with_body("{}".to_owned()) };
        assert_eq!(ask_within(&app, 350, call).await.error_type(), "internal_server_error");
    }
    assert_eq!(line.take_carried(), [Read::Project]);
}

#[tokio::test]
async fn copy_read_after_failed_lookup_rejects_wrong_secret() {
    let (app, line) = small().await;
    app.clock.advance(58);
    line.break_first(u64::MAX, Read::Project, test_support::fault_proxy::Fault::Reset);
    assert_eq!(ask(&app, 1).await, "internal_server_error");
    line.mend();
    // The copy is too old now, and read again.
    app.clock.advance(3);
    assert_eq!(ask(&app, 0).await, "200");
    assert_eq!(ask(&app, 1).await, "unauthorized_credentials");
}
