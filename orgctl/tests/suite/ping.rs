//! `orgctl ping`, against `cargo local` and against what is no deployment.

use axum::{Router, http::StatusCode, routing::any};
use tokio::net::TcpListener;

use test_support::Orgctl;
use test_support::local::Local;

fn text(value: &serde_json::Value) -> &str {
    value.as_str().expect("a text")
}

#[tokio::test]
async fn a_deployment_that_works_passes() {
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
async fn another_project_is_told() {
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
async fn what_is_no_deployment_is_told_in_words() {
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
async fn nobody_there_is_told_in_words() {
    let ended = Orgctl::lost().run(&["ping", "http://127.0.0.1:9/"]).await;
    assert_eq!(ended.code, Some(1));
    insta::assert_snapshot!(ended.stdout, @"
    probe   result   what it found
    health  FAILED   nobody can be reached there: Connection refused (os error 111)
    404     FAILED   nobody can be reached there: Connection refused (os error 111)
    401     skipped  give --project to try a wrong secret
    ");
    for url in ["127.0.0.1:9000", "ftp://127.0.0.1", "http://"] {
        assert_eq!(Orgctl::lost().run(&["ping", url]).await.code, Some(2), "{url}");
    }
}
