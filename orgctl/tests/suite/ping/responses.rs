//! Responses and failed connections that `orgctl ping` explains.

use axum::{
    Router,
    http::{StatusCode, header::LOCATION},
    routing::any,
};
use serde_json::json;

use super::{HEALTHY, first_finding, serve, serve_router, text, without_version};
use crate::input_files::{file, path};
use test_support::{
    Orgctl,
    local::Local,
    tls_server::{CertificateAuthority, TlsServer},
};

#[tokio::test]
async fn gateway_error_is_reported() {
    let router = Router::new()
        .route(
            "/health",
            any(|| async { (StatusCode::SERVICE_UNAVAILABLE, r#"{"message":"Service Unavailable"}"#) }),
        )
        .fallback(|| async { (StatusCode::NOT_FOUND, r#"{"message":"Not Found"}"#) });
    let url = serve_router(router).await;
    let output = Orgctl::unconfigured().run(&["ping", &url]).await;
    assert_eq!(output.code, Some(3));
    insta::assert_snapshot!(output.stdout, @"
    probe   result   details
    health  FAILED   503 from the gateway: the function failed or cannot be invoked; check its log
    404     FAILED   404 from the gateway: no such route; check the base URL and the stage
    secret  skipped  requires --project and PROJECT_SECRET
    401     skipped  requires --project
    ");
    assert_eq!(output.stderr, format!("error: 2 of 4 probes of {url} failed; see the details above\n"));
}

#[tokio::test]
async fn failed_connection_is_reported() {
    let output = Orgctl::unconfigured().run(&["ping", "http://127.0.0.1:9/"]).await;
    assert_eq!(output.code, Some(3));
    insta::assert_snapshot!(output.stdout, @"
    probe   result   details
    health  FAILED   connection failed: Connection refused (os error 111)
    404     FAILED   connection failed: Connection refused (os error 111)
    secret  skipped  requires --project and PROJECT_SECRET
    401     skipped  requires --project
    ");
}

#[tokio::test]
async fn redirect_is_not_followed() {
    let target = serve(HEALTHY).await;
    let url = serve((StatusCode::FOUND, [(LOCATION, target)])).await;
    let output = Orgctl::unconfigured().run(&["ping", &url]).await;
    insta::assert_snapshot!(first_finding(&output.stdout), @"health  FAILED   302, not a response of org-discovery; check the base URL");
}

#[tokio::test]
async fn body_over_eight_megabytes_is_refused() {
    let url = serve("x".repeat(8 * 1024 * 1024 + 1)).await;
    let output = Orgctl::unconfigured().run(&["ping", &url]).await;
    insta::assert_snapshot!(first_finding(&output.stdout), @"health  FAILED   response incomplete: length limit exceeded");
}

#[tokio::test]
async fn certificate_error_is_reported() {
    let (_local, ready) = Local::start_ready(&[]).await;
    let port = text(&ready["url"]).rsplit(':').next().and_then(|port| port.parse().ok()).expect("a port");
    let (trusted, other) = (CertificateAuthority::new(), CertificateAuthority::new());
    let front = TlsServer::start(port, trusted.issue("localhost", 2090)).await;
    for (authority, finding) in [
        (&trusted, "health  passed   the function responds: <version>"),
        (&other, "health  FAILED   connection failed: invalid peer certificate: UnknownIssuer"),
    ] {
        let certificate = file(authority.pem());
        let orgctl = Orgctl::unconfigured().with("SSL_CERT_FILE", path(&certificate));
        let output = orgctl.run(&["ping", &front.url]).await;
        assert_eq!(without_version(first_finding(&output.stdout)), finding);
    }
}

#[tokio::test]
async fn hostile_response_is_escaped_and_shortened() {
    let hostile = format!("\u{1b}[2J\u{202e}\n{}", "x".repeat(1000));
    for field in ["error_type", "message"] {
        let url = serve(json!({ field: hostile }).to_string()).await;
        for format in ["text", "json"] {
            let output = Orgctl::unconfigured().run(&["--output", format, "ping", &url]).await;
            assert_eq!(output.code, Some(3));
            let is_unsafe = |c: char| c != '\n' && org_discovery_admin::terminal::is_unsafe(c);
            assert!(!output.stdout.contains(is_unsafe) && !output.stderr.contains(is_unsafe), "{output:?}");
            assert!(output.stdout.contains("xxx…"), "{}", output.stdout);
            assert!(output.stdout.lines().all(|line| line.len() < 400), "{}", output.stdout);
        }
    }
}
