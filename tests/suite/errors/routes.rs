//! Routes, methods, and the headers and request ids of every response.

use std::collections::BTreeSet;

use insta::assert_snapshot;
use lambda_http::http::{HeaderName, HeaderValue};
use org_discovery::{
    domain::ProjectId,
    version::{COMMIT, VERSION},
};
use serde_json::json;

use test_support::{ApiCall, SECRET, TestApp, basic, small_data_set};

const DISCOVERY: &str = "/v1/b2b/discovery/organizations";

#[tokio::test]
async fn only_exact_paths_are_routes() {
    let app = TestApp::start(small_data_set()).await;
    let paths = [
        "/",
        "/v1/b2b/discovery/organizations/",
        "/v1/b2b/discovery/organizations/x",
        "/v1/b2b/discovery//organizations",
        "//v1/b2b/discovery/organizations/",
        "/ /v1/b2b/discovery/organizations",
        "/./v1/b2b/discovery/organizations",
        "/V1/b2b/discovery/organizations",
        "/v1/b2b/discovery/Organizations",
        "/v1/b2b/discovery/organization",
        "/v1/b2b/discovery/organizations%2F",
        "/v1/b2b/discovery/%6Frganizations",
        "/v1/b2b/../b2b/discovery/organizations",
        "/prod/v1/b2b/discovery/organizations",
        "/v1/b2b/discovery",
        "/health/",
        "/Health",
    ];
    for path in paths {
        for method in ["POST", "GET"] {
            let response = app.call(ApiCall { method, path, ..ApiCall::default() }).await;
            assert_eq!(response.error_type(), "route_not_found", "{method} {path}");
            assert!(!response.headers.contains_key("allow"), "{method} {path}");
        }
    }
    assert!(app.reads.list().is_empty());
}

/// PHP and Java clients send a double slash if the base URL ends in a slash.
#[tokio::test]
async fn repeated_leading_slashes_count_as_one() {
    let app = TestApp::start(small_data_set()).await;
    let body = json!({"intermediate_session_token": app.token("ist")}).to_string();
    for slashes in ["/", "//", "////"] {
        let path = |route: &str| format!("{slashes}{}", route.trim_start_matches('/'));
        let mut event = ApiCall::with_body(body.clone()).into_event();
        event["rawPath"] = json!(path(DISCOVERY));
        event["requestContext"]["http"]["path"] = json!(path(DISCOVERY));
        assert_eq!(app.send_event(&event.to_string()).await.outcome(), "200", "HTTP API, {slashes}");
        event["requestContext"]["domainName"] = json!("abc.lambda-url.us-east-1.on.aws");
        assert_eq!(app.send_event(&event.to_string()).await.outcome(), "200", "function URL, {slashes}");
        for stage in ["prod", "v1"] {
            let mut rest = crate::gateway::event("rest-api-session-token.json");
            rest["path"] = json!(path(DISCOVERY));
            rest["requestContext"]["stage"] = json!(stage);
            rest["requestContext"]["path"] = json!(format!("/{stage}{}", path(DISCOVERY)));
            let outcome = app.send_event(&rest.to_string()).await.outcome();
            assert_eq!(
                outcome, "invalid_project_id_authentication",
                "the event is for the demo project: REST API, {slashes}"
            );
        }
        let keys = path(&format!("/v1/b2b/sessions/jwks/{}", test_support::PROJECT_ID));
        for route in [path("/health"), keys] {
            let mut event = ApiCall { method: "GET", ..ApiCall::default() }.into_event();
            event["rawPath"] = json!(route);
            assert_eq!(app.send_event(&event.to_string()).await.outcome(), "200", "{route}");
        }
    }
}

/// A route, methods that it refuses, and its `allow` header.
struct RouteCase {
    path: &'static str,
    refused: [&'static str; 9],
    allow: &'static str,
}

#[tokio::test]
async fn unsupported_method_returns_allowed_methods() {
    let app = TestApp::start(small_data_set()).await;
    let routes = [
        RouteCase {
            path: DISCOVERY,
            refused: ["GET", "HEAD", "OPTIONS", "PUT", "PATCH", "DELETE", "TRACE", "post", "PURGE"],
            allow: "POST",
        },
        RouteCase {
            path: "/health",
            refused: ["POST", "OPTIONS", "PUT", "PATCH", "DELETE", "TRACE", "get", "head", "PURGE"],
            allow: "GET, HEAD",
        },
    ];
    for RouteCase { path, refused, allow } in routes {
        for method in refused {
            let response = app.call(ApiCall { method, path, ..ApiCall::default() }).await;
            assert_eq!(
                (response.status.as_u16(), &response.headers["allow"]),
                (405, &HeaderValue::from_static(allow))
            );
            if method == "HEAD" {
                // A response to HEAD never has a body.
                assert_eq!(response.text(), "", "{path}");
            } else {
                assert_eq!(response.error_type(), "method_not_allowed", "{method} {path}");
            }
        }
    }
    assert!(app.reads.list().is_empty());
}

#[tokio::test]
async fn health_needs_no_credentials_or_dynamodb() {
    let app = TestApp::empty(ProjectId::parse(test_support::PROJECT_ID).unwrap()).await;
    let call = ApiCall { path: "/health", method: "GET", authorization: None, ..ApiCall::default() };
    let response = app.call(call.clone()).await;
    let body = response.snapshot().replace(VERSION, "<version>").replace(COMMIT, "<commit>");
    assert_snapshot!(body, @r#"
    200 OK
    cache-control: no-store
    content-type: application/json

    {"request_id":"request-id-test-<uuid>","status_code":200,"version":"<version>","commit":"<commit>"}
    "#);
    let unusable = ApiCall { authorization: Some("Bearer x".to_owned()), ..call };
    assert_eq!(app.call(unusable).await.snapshot(), response.snapshot());
    assert!(app.reads.list().is_empty());
}

#[tokio::test]
async fn health_head_equals_get_without_body() {
    let app = TestApp::empty(ProjectId::parse(test_support::PROJECT_ID).unwrap()).await;
    let call = |method| ApiCall { path: "/health", method, authorization: None, ..ApiCall::default() };
    let (get, head) = (app.call(call("GET")).await, app.call(call("HEAD")).await);
    assert_eq!((head.status, &head.headers, head.text()), (get.status, &get.headers, ""));
    assert_eq!(get.status, 200);
}

#[tokio::test]
async fn live_project_has_live_request_ids() {
    let project = ProjectId::parse("project-live-11111111-1111-4111-8111-111111111111").unwrap();
    let app = TestApp::start_for(project.clone(), small_data_set()).await;
    let authorization = Some(basic(project.as_str(), SECRET));
    let body = Some(json!({"intermediate_session_token": app.token("ist")}).to_string());
    let discovery = ApiCall { authorization, body, ..ApiCall::default() };
    let calls = [
        (200, discovery.clone()),
        (200, ApiCall { path: "/health", method: "GET", ..ApiCall::default() }),
        (404, ApiCall { path: "/", ..discovery.clone() }),
        (400, ApiCall { authorization: None, ..discovery }),
    ];
    for (status, call) in calls {
        let response = app.call(call).await;
        assert_eq!(response.status, status, "{}", response.text());
        let id = response.json()["request_id"].as_str().unwrap().to_owned();
        assert!(id.starts_with("request-id-live-"), "{id}");
    }
}

#[tokio::test]
async fn success_has_the_same_headers_as_error() {
    let app = TestApp::start(small_data_set()).await;
    let success = app.discover("ist").await;
    assert_eq!(success.status, 200);
    let failure = app.post(json!({})).await;
    assert_eq!(success.headers, failure.headers);
    let headers: BTreeSet<_> = success.headers.keys().map(HeaderName::as_str).collect();
    assert_eq!(headers, BTreeSet::from(["cache-control", "content-type"]));
}

#[tokio::test]
async fn every_response_has_unique_request_id() {
    let app = TestApp::start(small_data_set()).await;
    let mut ids = BTreeSet::new();
    for _ in 0..3 {
        for response in [app.discover("ist").await, app.post(json!({})).await] {
            ids.insert(response.json()["request_id"].as_str().unwrap().to_owned());
        }
    }
    assert_eq!(ids.len(), 6);
    for id in ids {
        let uuid = id.strip_prefix("request-id-test-").unwrap();
        let dashes: Vec<_> = uuid.match_indices('-').map(|(index, _)| index).collect();
        assert_eq!((uuid.len(), dashes), (36, vec![8, 13, 18, 23]), "{id}");
    }
}
