//! Request bodies above the limit.

use serde_json::Value;

use super::connection::Connection;
use test_support::local::Local;

fn keys(value: &Value) -> Vec<&str> {
    value.as_object().expect("an object").keys().map(String::as_str).collect()
}

#[tokio::test]
async fn body_over_64_kib_is_refused() {
    let (_local, ready) = Local::start_ready(&["--no-demo"]).await;
    let mut connection = Connection::open(&ready).await;
    let body = |length: usize| {
        let mut body = br#"{"padding":""#.to_vec();
        body.resize(length - 2, b'a');
        body.extend_from_slice(br#""}"#);
        body
    };
    assert_eq!(connection.discover(&body(64 * 1024)).await.outcome(), "no_session_arguments");
    for length in [64 * 1024 + 1, 6_000_000] {
        let reply = connection.discover(&body(length)).await;
        assert_eq!((reply.status, reply.outcome().as_str()), (413, "request_too_large"), "{length}");
        let envelope = reply.json();
        assert_eq!(
            keys(&envelope),
            ["error_message", "error_type", "error_url", "request_id", "status_code"]
        );
        assert_eq!(envelope["status_code"], 413);
        assert_eq!(reply.header("content-type"), Some("application/json"));
    }
    assert_eq!(
        connection.discover(b"{}").await.outcome(),
        "no_session_arguments",
        "the connection stays open"
    );
}
