//! The URL of `orgctl ping`: paths, credentials and plain HTTP.

use axum::{Router, http::StatusCode, response::IntoResponse, routing::any};

use super::{HEALTHY, serve, serve_router, text, without_version};
use test_support::{Orgctl, local::Local};

const NOT_FOUND: (StatusCode, &str) = (StatusCode::NOT_FOUND, r#"{"message":"Not Found"}"#);

#[tokio::test]
async fn path_is_reported_and_root_is_probed() {
    let (_local, ready) = Local::start_ready(&[]).await;
    let url = text(&ready["url"]);
    let orgctl = Orgctl::unconfigured().with("PROJECT_ID", text(&ready["project_id"]));
    let with_stage = orgctl.run(&["ping", &format!("{url}/prod/")]).await;
    assert_eq!(with_stage.code, Some(3));
    insta::assert_snapshot!(without_version(&with_stage.stdout).replace(url, "<url>"), @"
    probe     result   details
    base url  FAILED   the SDKs need the root of the host, to which they send /v1/b2b/…, and not /prod; the deployment responds at <url>, so use this URL
    health    passed   the function responds: <version>
    404       passed   unknown paths reach the function, which rejects them
    secret    skipped  set PROJECT_SECRET to the project secret to check it
    401       passed   the project is known, and a wrong secret is rejected
    ");
    assert_eq!(with_stage.stderr, format!("error: 1 of 5 probes of {url} failed; see the details above\n"));
    let with_route = orgctl.run(&["ping", &format!("{url}/v1/b2b/discovery/organizations")]).await;
    let expected = with_stage.stdout.replace("/prod;", "/v1/b2b/discovery/organizations;");
    assert_eq!((with_route.code, with_route.stdout), (Some(3), expected));
}

#[tokio::test]
async fn deployment_below_the_root_is_reported() {
    let unknown = (StatusCode::NOT_FOUND, r#"{"error_type":"route_not_found"}"#);
    let router = Router::new()
        .route("/prod/health", any(|| async { HEALTHY }))
        .route("/prod/v1/b2b/no-such-route", any(move || async move { unknown.into_response() }))
        .fallback(|| async { NOT_FOUND });
    let url = serve_router(router).await;
    for path in ["/prod", "/prod/v1/b2b/discovery/organizations"] {
        let output = Orgctl::unconfigured().run(&["ping", &format!("{url}{path}")]).await;
        assert_eq!(output.code, Some(3));
        let stdout = output.stdout.replace(&url, "<url>").replace(&format!("{path};"), "<path>;");
        insta::allow_duplicates! {
            insta::assert_snapshot!(stdout, @"
            probe     result   details
            base url  FAILED   the SDKs need the root of the host, to which they send /v1/b2b/…, and not <path>; <url> does not respond as a deployment (404 from the gateway: no such route; check the base URL and the stage); use the $default stage of an HTTP API, or a domain name that is mapped to the stage
            health    passed   the function responds
            404       passed   unknown paths reach the function, which rejects them
            secret    skipped  requires --project and PROJECT_SECRET
            401       skipped  requires --project
            ");
        }
    }
}

/// Returns the error of a URL that is refused before a request is sent.
async fn usage_error(url: &str) -> String {
    let output = Orgctl::unconfigured().run(&["ping", url]).await;
    assert_eq!((output.code, output.stdout.as_str()), (Some(2), ""), "{url}");
    output.stderr
}

#[tokio::test]
async fn incomplete_url_is_refused() {
    for url in ["127.0.0.1:9000", "ftp://127.0.0.1", "http://", "http:127.0.0.1", "api.example", ""] {
        let error = usage_error(url).await;
        insta::allow_duplicates! {
            insta::assert_snapshot!(error, @"error: expected the base URL of a deployment, which starts with https:// (or http:// on this computer)");
        }
    }
}

#[tokio::test]
async fn password_in_url_is_refused_and_not_repeated() {
    for url in
        ["https://jane:hunter2@api.example", "https://hunter2@api.example", "http://:hunter2@127.0.0.1"]
    {
        let error = usage_error(url).await;
        insta::allow_duplicates! {
            insta::assert_snapshot!(error, @"error: the URL contains a user name or a password; remove them, and set PROJECT_SECRET instead");
        }
    }
    for url in ["jane:hunter2@api.example", "ftp://jane:hunter2@api.example", "https://jane:hunter2@"] {
        assert!(!usage_error(url).await.contains("hunter2"), "{url}");
    }
}

#[tokio::test]
async fn query_and_fragment_are_refused() {
    for url in ["https://api.example/?stage=prod", "https://api.example#prod", "http://127.0.0.1?"] {
        let error = usage_error(url).await;
        insta::allow_duplicates! {
            insta::assert_snapshot!(error, @"error: the URL contains ? or #; use only the scheme, the host and the port");
        }
    }
}

#[tokio::test]
async fn plain_http_to_another_host_is_refused() {
    for url in ["http://api.example", "http://10.0.0.1:9000", "http://localhost.example"] {
        let error = usage_error(url).await;
        insta::allow_duplicates! {
            insta::assert_snapshot!(error, @"error: plain http would send the project secret unencrypted; use https, except for a deployment on this computer");
        }
    }
    let url = serve(HEALTHY).await.replace("127.0.0.1", "localhost");
    assert_eq!(Orgctl::unconfigured().run(&["ping", &url]).await.code, Some(3), "the host is called");
}
