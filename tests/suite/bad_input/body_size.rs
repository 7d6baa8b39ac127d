//! Bodies and headers of any size, announced or not.

use super::{around_token, outcome};
use test_support::{Call, TestApp, small_world};

const LARGEST: usize = 64 * 1024;

/// A valid body of this many bytes.
fn body_of_size(app: &TestApp, size: usize) -> String {
    let bare = around_token(app, "\"x\":\"\",", "").len();
    around_token(app, &format!("\"x\":\"{}\",", "x".repeat(size - bare)), "")
}

#[tokio::test]
async fn body_size_limit_is_exactly_64_kib() {
    let app = TestApp::start(small_world()).await;
    for (size, expected) in [(LARGEST - 1, "200"), (LARGEST, "200"), (LARGEST + 1, "request_too_large")] {
        let body = body_of_size(&app, size);
        assert_eq!(body.len(), size);
        let text = app.call(Call::with_body(body.clone())).await;
        assert_eq!(outcome(&text, app.token("ist")), expected, "{size} bytes");
        let encoded = app.call(Call { bytes: Some(body.into_bytes()), ..Call::default() }).await;
        assert_eq!(outcome(&encoded, app.token("ist")), expected, "{size} bytes in base64");
    }
}

#[tokio::test]
async fn six_megabyte_body_is_refused() {
    let app = TestApp::start(small_world()).await;
    let answer = app.call(Call::with_body(body_of_size(&app, 6_000_000))).await;
    assert_eq!(outcome(&answer, app.token("ist")), "request_too_large");
}

#[tokio::test]
async fn size_limit_counts_bytes_not_characters() {
    let app = TestApp::start(small_world()).await;
    let body = around_token(&app, &format!("\"x\":\"{}\",", "ä".repeat(LARGEST / 2)), "");
    assert!(body.chars().count() < LARGEST && body.len() > LARGEST);
    assert_eq!(app.call(Call::with_body(body)).await.error_type(), "request_too_large");
}

struct Announced<'b> {
    body: &'b str,
    content_length: &'static str,
    expected: &'static str,
}

#[tokio::test]
async fn announced_or_actual_oversize_body_is_refused() {
    let app = TestApp::start(small_world()).await;
    let small = around_token(&app, "", "");
    let large = body_of_size(&app, LARGEST + 1);
    let cases = [
        Announced { body: &small, content_length: "65536", expected: "200" },
        Announced { body: &small, content_length: "65537", expected: "request_too_large" },
        Announced { body: &small, content_length: "6000000", expected: "request_too_large" },
        Announced { body: &small, content_length: "18446744073709551615", expected: "request_too_large" },
        Announced { body: &small, content_length: "0", expected: "200" },
        Announced { body: &small, content_length: "-1", expected: "200" },
        Announced { body: &small, content_length: "", expected: "200" },
        Announced { body: &small, content_length: "many", expected: "200" },
        Announced { body: &large, content_length: "10", expected: "request_too_large" },
        Announced { body: &large, content_length: "-1", expected: "request_too_large" },
        Announced { body: &large, content_length: "many", expected: "request_too_large" },
    ];
    for Announced { body, content_length, expected } in cases {
        let headers = vec![("content-length", content_length.to_owned())];
        let answer = app.call(Call { headers, ..Call::with_body(body.to_owned()) }).await;
        assert_eq!(
            outcome(&answer, app.token("ist")),
            expected,
            "{} announced as {content_length:?}",
            body.len()
        );
    }
}

#[tokio::test]
async fn header_of_100_kb_is_ignored_or_refused() {
    let app = TestApp::start(small_world()).await;
    let long = "a".repeat(100_000);
    for name in ["x-long", "cookie", "accept-encoding", "content-length", "content-type"] {
        let headers = vec![(name, long.clone())];
        let answer = app.call(Call { headers, ..Call::with_body(around_token(&app, "", "")) }).await;
        assert_eq!(outcome(&answer, app.token("ist")), "200", "{name}");
    }
    for value in [long.clone(), format!("Basic {long}"), format!("Basic {}", " ".repeat(100_000))] {
        let answer = app.call(Call { authorization: Some(value), ..Call::default() }).await;
        assert_eq!(outcome(&answer, &long), "invalid_authorization_header");
    }
}

#[tokio::test]
async fn content_type_is_ignored() {
    let app = TestApp::start(small_world()).await;
    for content_type in [
        "application/json",
        "application/json; charset=utf-8",
        "text/plain",
        "application/x-www-form-urlencoded",
        "",
    ] {
        let headers = vec![("content-type", content_type.to_owned())];
        let answer = app.call(Call { headers, ..Call::with_body(around_token(&app, "", "")) }).await;
        assert_eq!(outcome(&answer, app.token("ist")), "200", "{content_type}");
    }
}
