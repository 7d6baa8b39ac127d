//! Size limits of bodies and headers, also with a wrong `Content-Length`.

use super::{body_with_token, outcome};
use test_support::{ApiCall, TestApp, small_data_set};

const LARGEST: usize = 64 * 1024;

/// A valid body of this many bytes.
fn body_of_size(app: &TestApp, size: usize) -> String {
    let bare = body_with_token(app, "\"x\":\"\",", "").len();
    body_with_token(app, &format!("\"x\":\"{}\",", "x".repeat(size - bare)), "")
}

#[tokio::test]
async fn body_size_limit_is_exactly_64_kib() {
    let app = TestApp::start(small_data_set()).await;
    for (size, expected) in [(LARGEST - 1, "200"), (LARGEST, "200"), (LARGEST + 1, "request_too_large")] {
        let body = body_of_size(&app, size);
        assert_eq!(body.len(), size);
        let text = app.call(ApiCall::with_body(body.clone())).await;
        assert_eq!(outcome(&text, app.token("ist")), expected, "{size} bytes");
        let encoded = app.call(ApiCall { bytes: Some(body.into_bytes()), ..ApiCall::default() }).await;
        assert_eq!(outcome(&encoded, app.token("ist")), expected, "{size} bytes in base64");
    }
}

#[tokio::test]
async fn six_megabyte_body_is_refused() {
    let app = TestApp::start(small_data_set()).await;
    let response = app.call(ApiCall::with_body(body_of_size(&app, 6_000_000))).await;
    assert_eq!(outcome(&response, app.token("ist")), "request_too_large");
}

#[tokio::test]
async fn size_limit_counts_bytes_not_characters() {
    let app = TestApp::start(small_data_set()).await;
    let body = body_with_token(&app, &format!("\"x\":\"{}\",", "ä".repeat(LARGEST / 2)), "");
    assert!(body.chars().count() < LARGEST && body.len() > LARGEST);
    assert_eq!(app.call(ApiCall::with_body(body)).await.error_type(), "request_too_large");
}

struct ContentLengthCase<'b> {
    body: &'b str,
    content_length: &'static str,
    expected: &'static str,
}

#[tokio::test]
async fn oversize_body_or_content_length_is_refused() {
    let app = TestApp::start(small_data_set()).await;
    let small = body_with_token(&app, "", "");
    let large = body_of_size(&app, LARGEST + 1);
    let cases = [
        ContentLengthCase { body: &small, content_length: "65536", expected: "200" },
        ContentLengthCase { body: &small, content_length: "65537", expected: "request_too_large" },
        ContentLengthCase { body: &small, content_length: "6000000", expected: "request_too_large" },
        ContentLengthCase {
            body: &small,
            content_length: "18446744073709551615",
            expected: "request_too_large",
        },
        ContentLengthCase { body: &small, content_length: "0", expected: "200" },
        ContentLengthCase { body: &small, content_length: "-1", expected: "200" },
        ContentLengthCase { body: &small, content_length: "", expected: "200" },
        ContentLengthCase { body: &small, content_length: "many", expected: "200" },
        ContentLengthCase { body: &large, content_length: "10", expected: "request_too_large" },
        ContentLengthCase { body: &large, content_length: "-1", expected: "request_too_large" },
        ContentLengthCase { body: &large, content_length: "many", expected: "request_too_large" },
    ];
    for ContentLengthCase { body, content_length, expected } in cases {
        let headers = vec![("content-length", content_length.to_owned())];
        let response = app.call(ApiCall { headers, ..ApiCall::with_body(body.to_owned()) }).await;
        assert_eq!(
            outcome(&response, app.token("ist")),
            expected,
            "{} bytes, content-length {content_length:?}",
            body.len()
        );
    }
}

#[tokio::test]
async fn header_of_100_kb_is_ignored_or_refused() {
    let app = TestApp::start(small_data_set()).await;
    let long = "a".repeat(100_000);
    for name in ["x-long", "cookie", "accept-encoding", "content-length", "content-type"] {
        let headers = vec![(name, long.clone())];
        let response =
            app.call(ApiCall { headers, ..ApiCall::with_body(body_with_token(&app, "", "")) }).await;
        assert_eq!(outcome(&response, app.token("ist")), "200", "{name}");
    }
    for value in [long.clone(), format!("Basic {long}"), format!("Basic {}", " ".repeat(100_000))] {
        let response = app.call(ApiCall { authorization: Some(value), ..ApiCall::default() }).await;
        assert_eq!(outcome(&response, &long), "invalid_authorization_header");
    }
}

#[tokio::test]
async fn content_type_is_ignored() {
    let app = TestApp::start(small_data_set()).await;
    for content_type in [
        "application/json",
        "application/json; charset=utf-8",
        "text/plain",
        "application/x-www-form-urlencoded",
        "",
    ] {
        let headers = vec![("content-type", content_type.to_owned())];
        let response =
            app.call(ApiCall { headers, ..ApiCall::with_body(body_with_token(&app, "", "")) }).await;
        assert_eq!(outcome(&response, app.token("ist")), "200", "{content_type}");
    }
}
