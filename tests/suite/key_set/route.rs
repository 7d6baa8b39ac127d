//! `GET /v1/b2b/sessions/jwks/{project_id}`: requests and responses.

use insta::assert_snapshot;
use serde_json::{Value, json};

use super::{PATH, key_ids, key_set, key_set_call};
use crate::session_jwts::RAW_SIGNER;
use test_support::{ApiCall, KEY, KID, PROJECT_ID, SECRET, TestApp, basic, small_data_set};

/// The demo project's public key, which never changes.
fn demo_key() -> Value {
    let project: Value =
        serde_json::from_str(include_str!("../../../local/demo/project.json")).expect("JSON");
    project["jwks"]["keys"][0].clone()
}

#[tokio::test]
async fn key_set_has_nine_fields_per_key() {
    let app = TestApp::start_demo().await;
    let path = "/v1/b2b/sessions/jwks/project-test-00000000-0000-4000-8000-00000000d3e0";
    let response = app.call(ApiCall { path, ..key_set_call() }).await;
    assert_eq!(response.json()["keys"][0]["n"], demo_key()["n"]);
    let n = demo_key()["n"].as_str().expect("a string").to_owned();
    assert_snapshot!(response.snapshot().replace(&n, "<n>"), @r#"
    200 OK
    cache-control: public, max-age=900
    content-type: application/json

    {"keys":[{"alg":"RS256","e":"AQAB","key_ops":["verify"],"kid":"jwk-test-00000000-0000-4000-8000-00000000d3e1","kty":"RSA","n":"<n>","use":"sig","x5c":[],"x5tS256":""}],"request_id":"request-id-test-<uuid>","status_code":200}
    "#);
}

#[tokio::test]
async fn keys_are_listed_in_insertion_order() {
    let app = TestApp::start(small_data_set()).await;
    app.set_project(&[SECRET], &[RAW_SIGNER.public(), KEY.public()]).await;
    app.clock.advance(61);
    let raw_signer_kid = RAW_SIGNER.public()["kid"].as_str().expect("a string").to_owned();
    assert_eq!(key_ids(&key_set(&app).await), [raw_signer_kid.as_str(), KID]);
    app.set_project(&[SECRET], &[]).await;
    app.clock.advance(61);
    assert_snapshot!(key_set(&app).await.text().split_once(',').expect("keys").0, @r#"{"keys":[]"#);
}

#[tokio::test]
async fn authorization_and_query_are_ignored() {
    let app = TestApp::start(small_data_set()).await;
    let plain = key_set(&app).await;
    assert_eq!(key_ids(&plain), [KID]);
    let given = [
        "",
        "Bearer x",
        "Basic !",
        &basic(PROJECT_ID, SECRET),
        &basic(PROJECT_ID, "wrong"),
        &basic("x", "y"),
    ];
    for authorization in given {
        let call = ApiCall { authorization: Some(authorization.to_owned()), ..key_set_call() };
        assert_eq!(app.call(call).await.snapshot(), plain.snapshot(), "{authorization:?}");
    }
    for query in ["project_id=x", "project_id=project-test-1&a=b", "%", "\""] {
        let mut event = key_set_call().into_event();
        event["rawQueryString"] = json!(query);
        event["queryStringParameters"] = json!({"project_id": "x"});
        assert_eq!(app.send_event(&event.to_string()).await.snapshot(), plain.snapshot(), "{query:?}");
    }
    assert!(app.reads.list().is_empty());
}

#[tokio::test]
async fn another_project_id_is_refused_without_a_read() {
    let app = TestApp::start_cold(small_data_set()).await;
    let others = [
        "/v1/b2b/sessions/jwks/project-test-99999999-9999-4999-8999-999999999999",
        "/v1/b2b/sessions/jwks/PROJECT-TEST-11111111-1111-4111-8111-111111111111",
        "/v1/b2b/sessions/jwks/project-test-11111111-1111-4111-8111-11111111111",
        "/v1/b2b/sessions/jwks/x",
        "/v1/b2b/sessions/jwks/%",
        "/v1/b2b/sessions/jwks/%2",
        "/v1/b2b/sessions/jwks/project%2test-11111111-1111-4111-8111-111111111111",
        "/v1/b2b/sessions/jwks/project%+Dtest%2D11111111%2D1111%2D4111%2D8111%2D111111111111",
        "/v1/b2b/sessions/jwks/project%252Dtest-11111111-1111-4111-8111-111111111111",
        "/v1/b2b/sessions/jwks/project-test-11111111-1111-4111-8111-111111111111%2F",
        "/v1/b2b/sessions/jwks/project-test-11111111-1111-4111-8111-111111111111%00",
        "/v1/b2b/sessions/jwks/%ff",
        "/v1/b2b/sessions/jwks/é",
        "/v1/b2b/sessions/jwks/%é",
        "/v1/b2b/sessions/jwks/..",
    ];
    for path in others {
        let response = app.call(ApiCall { path, ..key_set_call() }).await;
        assert_eq!(response.status, 400, "{path}");
        assert_eq!(response.error_type(), "invalid_project_id_authentication", "{path}");
    }
    assert!(app.reads.list().is_empty());
}

/// The Rust client percent-encodes every hyphen.
#[tokio::test]
async fn percent_encoded_project_id_is_decoded() {
    let app = TestApp::start(small_data_set()).await;
    for path in [
        "/v1/b2b/sessions/jwks/project%2Dtest%2D11111111%2D1111%2D4111%2D8111%2D111111111111",
        "/v1/b2b/sessions/jwks/project%2dtest-11111111-1111-4111-8111-111111111111",
        "/v1/b2b/sessions/jwks/%70roject-test-11111111-1111-4111-8111-11111111111%31",
    ] {
        assert_eq!(key_ids(&app.call(ApiCall { path, ..key_set_call() }).await), [KID], "{path}");
    }
}

#[tokio::test]
async fn only_get_on_exact_path_is_routed() {
    let app = TestApp::start(small_data_set()).await;
    for path in [
        "/v1/b2b/sessions/jwks",
        "/v1/b2b/sessions/jwks/",
        "/v1/b2b/sessions/jwks//",
        "/v1/b2b/sessions/jwks/project-test-11111111-1111-4111-8111-111111111111/",
        "/v1/b2b/sessions/jwks//project-test-11111111-1111-4111-8111-111111111111",
        "/v1/b2b/sessions/jwks/project-test-11111111-1111-4111-8111-111111111111/x",
        "/v1/b2b/sessions/JWKS/project-test-11111111-1111-4111-8111-111111111111",
        "/v1/sessions/jwks/project-test-11111111-1111-4111-8111-111111111111",
    ] {
        assert_eq!(
            app.call(ApiCall { path, ..key_set_call() }).await.error_type(),
            "route_not_found",
            "{path}"
        );
    }
    for method in ["POST", "head", "OPTIONS", "PUT", "DELETE", "get"] {
        for path in [PATH, "/v1/b2b/sessions/jwks/x"] {
            let response = app.call(ApiCall { method, path, ..key_set_call() }).await;
            assert_eq!(response.error_type(), "method_not_allowed", "{method} {path}");
            assert_eq!(response.headers["allow"], "GET, HEAD", "{method} {path}");
        }
    }
    assert!(app.reads.list().is_empty());
}
