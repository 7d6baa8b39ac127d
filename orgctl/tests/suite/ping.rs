//! `orgctl ping`, against `cargo local` and against servers that are no deployment.

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
    tls_front::{Authority, TlsFront},
};

fn text(value: &serde_json::Value) -> &str {
    value.as_str().expect("a text")
}

#[tokio::test]
async fn working_deployment_passes() {
    let (_local, ready) = Local::ready(&[]).await;
    let orgctl = Orgctl::lost().with("PROJECT_ID", text(&ready["project_id"]));
    let url = text(&ready["url"]);
    insta::assert_snapshot!(orgctl.text(&["ping", url]).await, @"
    probe   result  what it found
    health  passed  the function answers
    404     passed  an unknown path is refused by the function itself
    401     passed  the project is known, and a wrong secret is refused
    ");
    let sessions = ready["sessions"].as_array().expect("sessions");
    let orgctl = orgctl.with("PROJECT_SECRET", text(&ready["secret"]));
    let mut asked = 0;
    for field in ["intermediate_session_token", "session_token", "session_jwt"] {
        let token = sessions.iter().find_map(|session| session.get(field)).map(text).expect("a token");
        let ended = orgctl.run_with(&["ping", url, "--token-stdin"], token).await;
        assert_eq!((ended.code, ended.stderr.as_str()), (Some(0), ""), "{field}: {}", ended.stdout);
        assert!(ended.stdout.contains(&format!("the {field} opens ")), "{}", ended.stdout);
        assert!(!ended.stdout.contains(token));
        asked += 1;
    }
    assert_eq!(asked, 3);
    let ended = orgctl.run_with(&["ping", url, "--token-stdin"], &"x".repeat(43)).await;
    assert_eq!(ended.code, Some(1));
    insta::assert_snapshot!(ended.stdout.lines().last().expect("a line"), @"answer  FAILED  400 invalid_session_token: the token on standard input has not the form of one");
    let ended = orgctl
        .with("PROJECT_SECRET", "wrong")
        .run_with(&["ping", url, "--token-stdin"], &"x".repeat(43))
        .await;
    insta::assert_snapshot!(ended.stdout.lines().last().expect("a line"), @"answer  FAILED  401 unauthorized_credentials: the secret is not one of the project's");
}

#[tokio::test]
async fn credentials_of_another_project_are_reported() {
    let (_local, ready) = Local::ready(&[]).await;
    let orgctl = Orgctl::lost().with("PROJECT_ID", test_support::PROJECT_ID);
    let ended = orgctl.run(&["--output", "json", "ping", text(&ready["url"])]).await;
    assert_eq!(ended.code, Some(1));
    insta::assert_snapshot!(ended.stdout, @r#"
    {
      "probes": [
        {
          "probe": "health",
          "result": "passed",
          "words": "the function answers"
        },
        {
          "probe": "404",
          "result": "passed",
          "words": "an unknown path is refused by the function itself"
        },
        {
          "probe": "401",
          "result": "FAILED",
          "words": "400 invalid_project_id_authentication: the deployment serves another project, or the project is not there yet"
        }
      ]
    }
    "#);
}

#[tokio::test]
async fn server_without_function_is_reported() {
    let listener = TcpListener::bind("127.0.0.1:0").await.expect("a port");
    let url = format!("http://{}", listener.local_addr().expect("an address"));
    let router = Router::new()
        .route(
            "/health",
            any(|| async { (StatusCode::SERVICE_UNAVAILABLE, r#"{"message":"Service Unavailable"}"#) }),
        )
        .fallback(|| async { (StatusCode::NOT_FOUND, r#"{"message":"Not Found"}"#) });
    tokio::spawn(async { axum::serve(listener, router).await });
    let ended = Orgctl::lost().run(&["ping", &url]).await;
    assert_eq!(ended.code, Some(1));
    insta::assert_snapshot!(ended.stdout, @"
    probe   result   what it found
    health  FAILED   503 from the gateway: the function failed or cannot be called; look at its log
    404     FAILED   404 from the gateway: it has no such route; check the base address and the stage
    401     skipped  give --project to try a wrong secret
    ");
    assert_eq!(
        ended.stderr,
        format!("error: 2 of 3 probes of {url} failed; what each one found stands above\n")
    );
}

#[tokio::test]
async fn failed_connection_is_reported() {
    let ended = Orgctl::lost().run(&["ping", "http://127.0.0.1:9/"]).await;
    assert_eq!(ended.code, Some(1));
    insta::assert_snapshot!(ended.stdout, @"
    probe   result   what it found
    health  FAILED   nobody can be reached there: Connection refused (os error 111)
    404     FAILED   nobody can be reached there: Connection refused (os error 111)
    401     skipped  give --project to try a wrong secret
    ");
    for url in ["127.0.0.1:9000", "ftp://127.0.0.1", "http://", "http:127.0.0.1"] {
        assert_eq!(Orgctl::lost().run(&["ping", url]).await.code, Some(2), "{url}");
    }
}

/// Answers every request with this response, and returns the URL.
async fn serve(response: impl IntoResponse + Clone + Send + Sync + 'static) -> String {
    let listener = TcpListener::bind("127.0.0.1:0").await.expect("a port");
    let url = format!("http://{}", listener.local_addr().expect("an address"));
    let router = Router::new().fallback(any(async move || response.clone()));
    tokio::spawn(async { axum::serve(listener, router).await });
    url
}

/// The finding of the first probe.
fn first_finding(stdout: &str) -> &str {
    stdout.lines().nth(1).expect("a finding")
}

#[tokio::test]
async fn redirect_is_not_followed() {
    let target = serve(r#"{"request_id": "request-id-test"}"#).await;
    let url = serve((StatusCode::FOUND, [(LOCATION, target)])).await;
    let ended = Orgctl::lost().run(&["ping", &url]).await;
    insta::assert_snapshot!(first_finding(&ended.stdout), @"health  FAILED   302, not an answer of org-discovery; check the base address");
}

#[tokio::test]
async fn proxy_variables_are_ignored() {
    let url = serve(r#"{"request_id": "request-id-test"}"#).await;
    let closed = "http://127.0.0.1:9";
    let orgctl = Orgctl::lost().with("http_proxy", closed).with("HTTP_PROXY", closed);
    let ended = orgctl.with("ALL_PROXY", closed).run(&["ping", &url]).await;
    insta::assert_snapshot!(first_finding(&ended.stdout), @"health  passed   the function answers");
}

#[tokio::test]
async fn body_over_eight_megabytes_is_refused() {
    let url = serve("x".repeat(8 * 1024 * 1024 + 1)).await;
    let ended = Orgctl::lost().run(&["ping", &url]).await;
    insta::assert_snapshot!(first_finding(&ended.stdout), @"health  FAILED   the answer broke off: length limit exceeded");
}

#[tokio::test]
async fn certificate_error_is_named() {
    let (_local, ready) = Local::ready(&[]).await;
    let port = text(&ready["url"]).rsplit(':').next().and_then(|port| port.parse().ok()).expect("a port");
    let (trusted, other) = (Authority::new(), Authority::new());
    let front = TlsFront::to(port, trusted.vouch_for("localhost", 2090)).await;
    for (authority, finding) in [
        (&trusted, "health  passed   the function answers"),
        (&other, "health  FAILED   nobody can be reached there: invalid peer certificate: UnknownIssuer"),
    ] {
        let certificate = file(authority.pem());
        let orgctl = Orgctl::lost().with("SSL_CERT_FILE", path(&certificate));
        let ended = orgctl.run(&["ping", &front.url]).await;
        assert_eq!(first_finding(&ended.stdout), finding);
    }
}
