//! Requests from other sites and of other hosts, and the options that turn the page on and off.

use serde_json::json;

use super::Page;
use crate::connection::Connection;
use test_support::local::Local;

/// Each route of the page, with a method that it serves.
const ROUTES: [(&str, &str); 18] = [
    ("GET", "/"),
    ("GET", "/playground/app.js"),
    ("GET", "/playground/api/start"),
    ("POST", "/playground/api/evaluations"),
    ("POST", "/playground/api/remedies"),
    ("POST", "/playground/api/undo"),
    ("POST", "/playground/api/reset"),
    ("POST", "/playground/api/import?name=a.json"),
    ("GET", "/playground/api/organizations"),
    ("PUT", "/playground/api/organizations"),
    ("GET", "/playground/api/organizations/a"),
    ("PATCH", "/playground/api/organizations/a"),
    ("DELETE", "/playground/api/organizations/a"),
    ("GET", "/playground/api/organizations/a/members"),
    ("PUT", "/playground/api/members"),
    ("GET", "/playground/api/members/a"),
    ("PATCH", "/playground/api/members/a"),
    ("POST", "/playground/api/members/a/erase"),
];

#[tokio::test]
async fn other_hosts_and_origins_are_refused() {
    let page = Page::with_demo().await;
    let before = page.tables().await;
    for (method, path) in ROUTES {
        for headers in [
            &[("host", "rebound.example"), ("origin", "http://rebound.example")][..],
            &[("host", "localhost.rebound.example")],
            &[("host", "localhost"), ("origin", "http://other.example")],
            &[("host", "localhost:9000"), ("origin", "http://localhost:9001")],
            &[("host", "localhost"), ("origin", "null")],
        ] {
            let reply = page.request(method, path, headers, b"{}").await;
            assert_eq!(reply.status, 403, "{method} {path} {headers:?}");
            assert!(reply.header("access-control-allow-origin").is_none(), "{method} {path}");
        }
        if method != "GET" {
            let reply = page.request(method, path, &[("host", "localhost")], b"{}").await;
            assert_eq!(reply.status, 403, "{method} {path} without an origin");
        }
    }
    assert_eq!(page.tables().await, before);
}

#[tokio::test]
async fn preflight_requests_allow_nothing() {
    let page = Page::with_demo().await;
    let headers = [
        ("host", "localhost"),
        ("origin", "http://other.example"),
        ("access-control-request-method", "POST"),
    ];
    let reply = page.request("OPTIONS", "/playground/api/reset", &headers, b"").await;
    assert_eq!(reply.status, 403);
    assert!(reply.header("access-control-allow-origin").is_none());
}

/// Returns the status of the page, and of a request to the function.
async fn statuses(arguments: &[&str]) -> (u16, u16) {
    let (_local, ready) = Local::start_ready(arguments).await;
    let mut connection = Connection::open(&ready).await;
    let body = json!({"intermediate_session_token": "demo-consultant-000000000000000000000000000="});
    let page = connection.get("/").await;
    (page.status, connection.discover(body.to_string().as_bytes()).await.status)
}

#[tokio::test]
async fn options_turn_page_on_and_off() {
    for (arguments, page) in [
        (&[][..], 200),
        (&["--no-playground"], 404),
        (&["--host", "localhost"], 200),
        (&["--host", "0.0.0.0"], 404),
        (&["--host", "0.0.0.0", "--playground"], 200),
        (&["--host", "0.0.0.0", "--playground", "--no-playground"], 404),
    ] {
        assert_eq!(statuses(arguments).await, (page, 200), "{arguments:?}");
    }
}

/// Without the page, its paths are those of the function: the error of an unknown route.
#[tokio::test]
async fn paths_belong_to_function_without_page() {
    let page = Page::open(&["--no-playground"]).await;
    for path in ["/", "/playground/app.js", "/playground/api/start"] {
        assert_eq!(page.get(path).await.outcome(), "route_not_found", "{path}");
    }
}

#[tokio::test]
async fn explicit_host_is_allowed_with_option() {
    let page = Page::open(&["--host", "0.0.0.0", "--playground"]).await;
    for (host, status) in [("localhost", 200), ("0.0.0.0", 200), ("192.0.2.7", 403)] {
        let reply = page.request("GET", "/", &[("host", host)], b"").await;
        assert_eq!(reply.status, status, "{host}");
    }
}
