//! `orgctl ping`, against `cargo local` and against unrelated servers.

mod base_url;
mod proxy;
mod responses;

use axum::{Router, response::IntoResponse, routing::any};
use org_discovery::version::{COMMIT, VERSION};
use serde_json::Value;
use tokio::net::TcpListener;

use test_support::{Orgctl, local::Local};

/// The response of `/health`.
const HEALTHY: &str = r#"{"request_id": "request-id-test"}"#;

fn text(value: &Value) -> &str {
    value.as_str().expect("a text")
}

/// Starts a server with these routes, and returns its URL.
async fn serve_router(router: Router) -> String {
    let listener = TcpListener::bind("127.0.0.1:0").await.expect("a port");
    let url = format!("http://{}", listener.local_addr().expect("an address"));
    tokio::spawn(async { axum::serve(listener, router).await });
    url
}

/// Starts a server that answers every request with this response, and returns its URL.
async fn serve(response: impl IntoResponse + Clone + Send + Sync + 'static) -> String {
    serve_router(Router::new().fallback(any(async move || response.clone()))).await
}

/// Replaces the version of the programs under test.
fn without_version(output: &str) -> String {
    output.replace(&format!("version {VERSION}, commit {COMMIT}"), "<version>")
}

/// Returns the line of the first probe.
fn first_finding(stdout: &str) -> &str {
    stdout.lines().nth(1).expect("a finding")
}

/// Returns the line of this probe.
fn finding<'o>(probe: &str, stdout: &'o str) -> &'o str {
    let line = stdout.lines().find(|line| line.starts_with(probe));
    line.unwrap_or_else(|| panic!("{probe} is in {stdout}"))
}

#[tokio::test]
async fn working_deployment_passes() {
    let (_local, ready) = Local::start_ready(&[]).await;
    let orgctl = Orgctl::unconfigured().with("PROJECT_ID", text(&ready["project_id"]));
    let url = text(&ready["url"]);
    insta::assert_snapshot!(without_version(&orgctl.text(&["ping", url]).await), @"
    probe   result   details
    health  passed   the function responds: <version>
    404     passed   unknown paths reach the function, which rejects them
    secret  skipped  set PROJECT_SECRET to the project secret to check it
    401     passed   the project is known, and a wrong secret is rejected
    ");
    let orgctl = orgctl.with("PROJECT_SECRET", text(&ready["secret"]));
    insta::assert_snapshot!(without_version(&orgctl.text(&["ping", url]).await), @"
    probe   result  details
    health  passed  the function responds: <version>
    404     passed  unknown paths reach the function, which rejects them
    secret  passed  the project secret is valid
    401     passed  the project is known, and a wrong secret is rejected
    ");
}

#[tokio::test]
async fn every_kind_of_token_is_accepted() {
    let (_local, ready) = Local::start_ready(&[]).await;
    let sessions = ready["sessions"].as_array().expect("sessions");
    let orgctl = Orgctl::unconfigured()
        .with("PROJECT_ID", text(&ready["project_id"]))
        .with("PROJECT_SECRET", text(&ready["secret"]));
    let arguments = ["ping", text(&ready["url"]), "--token-stdin"];
    for field in ["intermediate_session_token", "session_token", "session_jwt"] {
        let token = sessions.iter().find_map(|session| session.get(field)).map(text).expect("a token");
        let output = orgctl.run_with(&arguments, token).await;
        assert_eq!((output.code, output.stderr.as_str()), (Some(0), ""), "{field}: {}", output.stdout);
        assert!(output.stdout.contains(&format!("the {field} is valid and shows ")), "{}", output.stdout);
        assert!(!output.stdout.contains(token));
    }
    let output = orgctl.run_with(&arguments, &"x".repeat(43)).await;
    assert_eq!(output.code, Some(3));
    insta::assert_snapshot!(finding("discovery", &output.stdout), @"discovery  FAILED  400 invalid_session_token: the token on standard input is malformed");
}

#[tokio::test]
async fn wrong_secret_is_found_without_token() {
    let (_local, ready) = Local::start_ready(&[]).await;
    let (url, secret) = (text(&ready["url"]), text(&ready["secret"]));
    let orgctl = Orgctl::unconfigured().with("PROJECT_ID", text(&ready["project_id"]));
    let output = orgctl.clone().with("PROJECT_SECRET", "hunter2").run(&["ping", url]).await;
    assert_eq!(output.code, Some(3));
    insta::assert_snapshot!(finding("secret", &output.stdout), @"secret  FAILED  401 unauthorized_credentials: the project secret is wrong, because PROJECT_SECRET is not a valid secret of the project; `orgctl project show` shows how many are valid, and `orgctl project rotate-secret` creates another");
    assert!(!format!("{output:?}").contains("hunter2"));
    let output = orgctl.clone().with("PROJECT_SECRET", &format!("{secret}\r")).run(&["ping", url]).await;
    assert!(
        output.stdout.contains("; PROJECT_SECRET begins or ends with white space\n"),
        "{}",
        output.stdout
    );
    let output = orgctl.with("PROJECT_SECRET", "").run(&["ping", url]).await;
    assert_eq!(output.code, Some(0), "an empty variable is not set");
    insta::assert_snapshot!(finding("secret", &output.stdout), @"secret  skipped  set PROJECT_SECRET to the project secret to check it");
}

#[tokio::test]
async fn token_without_secret_is_refused() {
    let orgctl = Orgctl::unconfigured().with("PROJECT_SECRET", "hunter2");
    let arguments = ["ping", "http://127.0.0.1:9", "--token-stdin"];
    let mut errors = Vec::new();
    for orgctl in [orgctl, Orgctl::unconfigured().with("PROJECT_ID", test_support::PROJECT_ID)] {
        let output = orgctl.run_with(&arguments, "token").await;
        assert_eq!((output.code, output.stdout.as_str()), (Some(2), ""));
        errors.push(output.stderr);
    }
    insta::assert_snapshot!(errors.concat(), @"
    error: no project given; use --project ID or set PROJECT_ID
    error: --token-stdin requires the project secret in the environment variable PROJECT_SECRET
    ");
}

#[tokio::test]
async fn deployment_of_another_project_is_reported() {
    let (_local, ready) = Local::start_ready(&[]).await;
    let orgctl = Orgctl::unconfigured().with("PROJECT_ID", test_support::PROJECT_ID);
    let output = orgctl.run(&["--output", "json", "ping", text(&ready["url"])]).await;
    assert_eq!(output.code, Some(3));
    insta::assert_snapshot!(without_version(&output.stdout), @r#"
    {
      "probes": [
        {
          "details": "the function responds: <version>",
          "probe": "health",
          "result": "passed"
        },
        {
          "details": "unknown paths reach the function, which rejects them",
          "probe": "404",
          "result": "passed"
        },
        {
          "details": "set PROJECT_SECRET to the project secret to check it",
          "probe": "secret",
          "result": "skipped"
        },
        {
          "details": "400 invalid_project_id_authentication: the deployment serves another project (its stack parameter ProjectId), or the project does not exist yet; see `orgctl project list`",
          "probe": "401",
          "result": "FAILED"
        }
      ]
    }
    "#);
}
