//! `orgctl ping`, against `cargo local` and against unrelated servers.

use axum::{
    Router,
    http::{StatusCode, header::LOCATION},
    response::IntoResponse,
    routing::any,
};
use tokio::net::TcpListener;

use super::input_files::{file, path};
use test_support::{
    Orgctl,
    local::Local,
    tls_server::{CertificateAuthority, TlsServer},
};

fn text(value: &serde_json::Value) -> &str {
    value.as_str().expect("a text")
}

#[tokio::test]
async fn working_deployment_passes() {
    let (_local, ready) = Local::start_ready(&[]).await;
    let orgctl = Orgctl::unconfigured().with("PROJECT_ID", text(&ready["project_id"]));
    let url = text(&ready["url"]);
    insta::assert_snapshot!(orgctl.text(&["ping", url]).await, @"
    probe   result  details
    health  passed  the function responds
    404     passed  unknown paths reach the function, which rejects them
    401     passed  the project is known, and a wrong secret is rejected
    ");
    let sessions = ready["sessions"].as_array().expect("sessions");
    let orgctl = orgctl.with("PROJECT_SECRET", text(&ready["secret"]));
    let mut asked = 0;
    for field in ["intermediate_session_token", "session_token", "session_jwt"] {
        let token = sessions.iter().find_map(|session| session.get(field)).map(text).expect("a token");
        let output = orgctl.run_with(&["ping", url, "--token-stdin"], token).await;
        assert_eq!((output.code, output.stderr.as_str()), (Some(0), ""), "{field}: {}", output.stdout);
        assert!(output.stdout.contains(&format!("the {field} is valid and shows ")), "{}", output.stdout);
        assert!(!output.stdout.contains(token));
        asked += 1;
    }
    assert_eq!(asked, 3);
    let output = orgctl.run_with(&["ping", url, "--token-stdin"], &"x".repeat(43)).await;
    assert_eq!(output.code, Some(1));
    insta::assert_snapshot!(output.stdout.lines().last().expect("a line"), @"discovery  FAILED  400 invalid_session_token: the token on standard input is malformed");
    let output = orgctl
        .with("PROJECT_SECRET", "wrong")
        .run_with(&["ping", url, "--token-stdin"], &"x".repeat(43))
        .await;
    insta::assert_snapshot!(output.stdout.lines().last().expect("a line"), @"discovery  FAILED  401 unauthorized_credentials: the project has no such secret");
}

#[tokio::test]
async fn deployment_of_another_project_is_reported() {
    let (_local, ready) = Local::start_ready(&[]).await;
    let orgctl = Orgctl::unconfigured().with("PROJECT_ID", test_support::PROJECT_ID);
    let output = orgctl.run(&["--output", "json", "ping", text(&ready["url"])]).await;
    assert_eq!(output.code, Some(1));
    insta::assert_snapshot!(output.stdout, @r#"
    {
      "probes": [
        {
          "details": "the function responds",
          "probe": "health",
          "result": "passed"
        },
        {
          "details": "unknown paths reach the function, which rejects them",
          "probe": "404",
          "result": "passed"
        },
        {
          "details": "400 invalid_project_id_authentication: the deployment serves another project, or the project does not exist yet",
          "probe": "401",
          "result": "FAILED"
        }
      ]
    }
    "#);
}

#[tokio::test]
async fn gateway_error_is_reported() {
    let listener = TcpListener::bind("127.0.0.1:0").await.expect("a port");
    let url = format!("http://{}", listener.local_addr().expect("an address"));
    let router = Router::new()
        .route(
            "/health",
            any(|| async { (StatusCode::SERVICE_UNAVAILABLE, r#"{"message":"Service Unavailable"}"#) }),
        )
        .fallback(|| async { (StatusCode::NOT_FOUND, r#"{"message":"Not Found"}"#) });
    tokio::spawn(async { axum::serve(listener, router).await });
    let output = Orgctl::unconfigured().run(&["ping", &url]).await;
    assert_eq!(output.code, Some(1));
    insta::assert_snapshot!(output.stdout, @"
    probe   result   details
    health  FAILED   503 from the gateway: the function failed or cannot be invoked; check its log
    404     FAILED   404 from the gateway: no such route; check the base URL and the stage
    401     skipped  requires --project
    ");
    assert_eq!(output.stderr, format!("error: 2 of 3 probes of {url} failed; see the details above\n"));
}

#[tokio::test]
async fn failed_connection_is_reported() {
    let output = Orgctl::unconfigured().run(&["ping", "http://127.0.0.1:9/"]).await;
    assert_eq!(output.code, Some(1));
    insta::assert_snapshot!(output.stdout, @"
    probe   result   details
    health  FAILED   connection failed: Connection refused (os error 111)
    404     FAILED   connection failed: Connection refused (os error 111)
    401     skipped  requires --project
    ");
    for url in ["127.0.0.1:9000", "ftp://127.0.0.1", "http://", "http:127.0.0.1"] {
        assert_eq!(Orgctl::unconfigured().run(&["ping", url]).await.code, Some(2), "{url}");
    }
}

/// Starts a server that answers every request with this response, and returns its URL.
async fn serve(response: impl IntoResponse + Clone + Send + Sync + 'static) -> String {
    let listener = TcpListener::bind("127.0.0.1:0").await.expect("a port");
    let url = format!("http://{}", listener.local_addr().expect("an address"));
    let router = Router::new().fallback(any(async move || response.clone()));
    tokio::spawn(async { axum::serve(listener, router).await });
    url
}

/// Returns the line of the first probe.
fn first_finding(stdout: &str) -> &str {
    stdout.lines().nth(1).expect("a finding")
}

#[tokio::test]
async fn redirect_is_not_followed() {
    let target = serve(r#"{"request_id": "request-id-test"}"#).await;
    let url = serve((StatusCode::FOUND, [(LOCATION, target)])).await;
    let output = Orgctl::unconfigured().run(&["ping", &url]).await;
    insta::assert_snapshot!(first_finding(&output.stdout), @"health  FAILED   302, not a response of org-discovery; check the base URL");
}

#[tokio::test]
async fn proxy_variables_are_ignored() {
    let url = serve(r#"{"request_id": "request-id-test"}"#).await;
    let closed = "http://127.0.0.1:9";
    let orgctl = Orgctl::unconfigured().with("http_proxy", closed).with("HTTP_PROXY", closed);
    let output = orgctl.with("ALL_PROXY", closed).run(&["ping", &url]).await;
    insta::assert_snapshot!(first_finding(&output.stdout), @"health  passed   the function responds");
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
        (&trusted, "health  passed   the function responds"),
        (&other, "health  FAILED   connection failed: invalid peer certificate: UnknownIssuer"),
    ] {
        let certificate = file(authority.pem());
        let orgctl = Orgctl::unconfigured().with("SSL_CERT_FILE", path(&certificate));
        let output = orgctl.run(&["ping", &front.url]).await;
        assert_eq!(first_finding(&output.stdout), finding);
    }
}
