//! Snapshots of every error response.

mod order;
mod routes;
mod store_failures;

use insta::assert_snapshot;
use serde_json::{Value, json};

use crate::session_jwts::claims_of;
use test_support::{ApiCall, ApiResponse, KEY, PROJECT_ID, SECRET, TestApp, basic, small_data_set};

const UNKNOWN_TOKEN: &str = "SeiGwdj5lKkrEVgcEY3QNJXt6srxS3IK2Nwkar6mXD4=";

async fn response_to(call: ApiCall) -> ApiResponse {
    TestApp::start(small_data_set()).await.call(call).await
}

async fn response_to_body(body: Value) -> ApiResponse {
    response_to(ApiCall::with_body(body.to_string())).await
}

/// Returns the response to Ann's session JWT with this claim replaced.
async fn response_to_claim(name: &str, value: Value) -> ApiResponse {
    let app = TestApp::start(small_data_set()).await;
    let jwt = app.session_jwt("member");
    let mut claims = claims_of(&jwt);
    claims[name] = value;
    app.post(json!({"session_jwt": KEY.sign(&KEY.header(), &claims).unwrap()})).await
}

#[tokio::test]
async fn unknown_route_returns_404_envelope() {
    assert_snapshot!(response_to(ApiCall { path: "/v1/b2b/organizations", ..ApiCall::default() }).await.snapshot(), @r#"
    404 Not Found
    cache-control: no-store
    content-type: application/json

    {"status_code":404,"request_id":"request-id-test-<uuid>","error_type":"route_not_found","error_message":"The route provided is not supported.","error_url":"https://stytch.com/docs/api/errors/404#route_not_found"}
    "#);
}

#[tokio::test]
async fn wrong_method_is_refused_with_allow_header() {
    assert_snapshot!(response_to(ApiCall { method: "GET", ..ApiCall::default() }).await.snapshot(), @r#"
    405 Method Not Allowed
    allow: POST
    cache-control: no-store
    content-type: application/json

    {"status_code":405,"request_id":"request-id-test-<uuid>","error_type":"method_not_allowed","error_message":"The method used is not supported.","error_url":"https://stytch.com/docs/api/errors/405#method_not_allowed"}
    "#);
}

#[tokio::test]
async fn request_without_authorization_is_refused() {
    assert_snapshot!(response_to(ApiCall { authorization: None, ..ApiCall::default() }).await.snapshot(), @r#"
    400 Bad Request
    cache-control: no-store
    content-type: application/json

    {"status_code":400,"request_id":"request-id-test-<uuid>","error_type":"invalid_authorization_header","error_message":"The authorization header provided with the request is invalid.","error_url":"https://stytch.com/docs/api/errors/400#invalid_authorization_header"}
    "#);
}

#[tokio::test]
async fn unknown_project_is_refused() {
    let other = basic("project-test-99999999-9999-4999-8999-999999999999", SECRET);
    let call = ApiCall { authorization: Some(other), ..ApiCall::default() };
    assert_snapshot!(response_to(call).await.snapshot(), @r#"
    400 Bad Request
    cache-control: no-store
    content-type: application/json

    {"status_code":400,"request_id":"request-id-test-<uuid>","error_type":"invalid_project_id_authentication","error_message":"The project ID provided in the basic authentication header is invalid. Check that it is the one that this deployment serves.","error_url":"https://stytch.com/docs/api/errors/400#invalid_project_id_authentication"}
    "#);
}

#[tokio::test]
async fn wrong_secret_is_refused() {
    let wrong = basic(PROJECT_ID, "secret-test-wrong");
    let call = ApiCall { authorization: Some(wrong), ..ApiCall::default() };
    assert_snapshot!(response_to(call).await.snapshot(), @r#"
    401 Unauthorized
    cache-control: no-store
    content-type: application/json

    {"status_code":401,"request_id":"request-id-test-<uuid>","error_type":"unauthorized_credentials","error_message":"Unauthorized credentials.","error_url":"https://stytch.com/docs/api/errors/401#unauthorized_credentials"}
    "#);
}

#[tokio::test]
async fn non_object_body_is_refused() {
    assert_snapshot!(response_to(ApiCall::with_body("hello")).await.snapshot(), @r#"
    400 Bad Request
    cache-control: no-store
    content-type: application/json

    {"status_code":400,"request_id":"request-id-test-<uuid>","error_type":"bad_request","error_message":"The submitted request is invalid. The body must be one JSON object, with each known key at most once.","error_url":"https://stytch.com/docs/api/errors/400#bad_request"}
    "#);
}

#[tokio::test]
async fn wrong_value_type_is_refused_naming_field() {
    assert_snapshot!(response_to_body(json!({"session_token": 7})).await.snapshot(), @r#"
    400 Bad Request
    cache-control: no-store
    content-type: application/json

    {"status_code":400,"request_id":"request-id-test-<uuid>","error_type":"bad_request","error_message":"The submitted request is invalid. The value of session_token must be a string or null.","error_url":"https://stytch.com/docs/api/errors/400#bad_request"}
    "#);
}

#[tokio::test]
async fn body_over_64_kib_is_refused() {
    assert_snapshot!(response_to(ApiCall::with_body(" ".repeat(65_537))).await.snapshot(), @r#"
    413 Payload Too Large
    cache-control: no-store
    content-type: application/json

    {"status_code":413,"request_id":"request-id-test-<uuid>","error_type":"request_too_large","error_message":"The request body is larger than 64 KiB.","error_url":"https://stytch.com/docs/api/errors/413#request_too_large"}
    "#);
}

#[tokio::test]
async fn several_tokens_are_refused() {
    let body = json!({"session_token": UNKNOWN_TOKEN, "intermediate_session_token": UNKNOWN_TOKEN});
    assert_snapshot!(response_to_body(body).await.snapshot(), @r#"
    400 Bad Request
    cache-control: no-store
    content-type: application/json

    {"status_code":400,"request_id":"request-id-test-<uuid>","error_type":"too_many_session_arguments","error_message":"Please include at most one of session_token, session_jwt, or intermediate_session_token in the request.","error_url":"https://stytch.com/docs/api/errors/400#too_many_session_arguments"}
    "#);
}

#[tokio::test]
async fn request_without_token_is_refused() {
    assert_snapshot!(response_to_body(json!({})).await.snapshot(), @r#"
    400 Bad Request
    cache-control: no-store
    content-type: application/json

    {"status_code":400,"request_id":"request-id-test-<uuid>","error_type":"no_session_arguments","error_message":"Please include one of session_token, session_jwt, or intermediate_session_token in the request.","error_url":"https://stytch.com/docs/api/errors/400#no_session_arguments"}
    "#);
}

#[tokio::test]
async fn malformed_token_is_refused() {
    assert_snapshot!(response_to_body(json!({"session_token": "invalid-token-for-test"})).await.snapshot(), @r#"
    400 Bad Request
    cache-control: no-store
    content-type: application/json

    {"status_code":400,"request_id":"request-id-test-<uuid>","error_type":"invalid_session_token","error_message":"Session token format is invalid.","error_url":"https://stytch.com/docs/api/errors/400#invalid_session_token"}
    "#);
}

#[tokio::test]
async fn unknown_intermediate_session_is_not_found() {
    assert_snapshot!(response_to_body(json!({"intermediate_session_token": UNKNOWN_TOKEN})).await.snapshot(), @r#"
    404 Not Found
    cache-control: no-store
    content-type: application/json

    {"status_code":404,"request_id":"request-id-test-<uuid>","error_type":"intermediate_session_not_found","error_message":"Intermediate session could not be found.","error_url":"https://stytch.com/docs/api/errors/404#intermediate_session_not_found"}
    "#);
}

#[tokio::test]
async fn unknown_session_is_not_found() {
    assert_snapshot!(response_to_body(json!({"session_token": UNKNOWN_TOKEN})).await.snapshot(), @r#"
    404 Not Found
    cache-control: no-store
    content-type: application/json

    {"status_code":404,"request_id":"request-id-test-<uuid>","error_type":"session_not_found","error_message":"Session could not be found.","error_url":"https://stytch.com/docs/api/errors/404#session_not_found"}
    "#);
}

#[tokio::test]
async fn malformed_jwt_is_refused() {
    assert_snapshot!(response_to_body(json!({"session_jwt": "no.jwt"})).await.snapshot(), @r#"
    400 Bad Request
    cache-control: no-store
    content-type: application/json

    {"status_code":400,"request_id":"request-id-test-<uuid>","error_type":"unable_to_parse_session_jwt","error_message":"The session JWT could not be parsed.","error_url":"https://stytch.com/docs/api/errors/400#unable_to_parse_session_jwt"}
    "#);
}

#[tokio::test]
async fn jwt_with_invalid_claim_is_refused() {
    assert_snapshot!(response_to_claim("exp", json!("soon")).await.snapshot(), @r#"
    401 Unauthorized
    cache-control: no-store
    content-type: application/json

    {"status_code":401,"request_id":"request-id-test-<uuid>","error_type":"jwt_invalid_claims","error_message":"The session JWT's signature or claims are invalid.","error_url":"https://stytch.com/docs/api/errors/401#jwt_invalid_claims"}
    "#);
}

#[tokio::test]
async fn jwt_of_another_issuer_is_refused() {
    assert_snapshot!(response_to_claim("iss", json!("stytch.com/project-test-99999999-9999-4999-8999-999999999999")).await.snapshot(), @r#"
    401 Unauthorized
    cache-control: no-store
    content-type: application/json

    {"status_code":401,"request_id":"request-id-test-<uuid>","error_type":"jwt_invalid_issuer","error_message":"The session JWT was not issued by this project.","error_url":"https://stytch.com/docs/api/errors/401#jwt_invalid_issuer"}
    "#);
}

#[tokio::test]
async fn jwt_for_another_audience_is_refused() {
    assert_snapshot!(response_to_claim("aud", json!(["another-audience"])).await.snapshot(), @r#"
    401 Unauthorized
    cache-control: no-store
    content-type: application/json

    {"status_code":401,"request_id":"request-id-test-<uuid>","error_type":"jwt_invalid_audience","error_message":"The session JWT was not issued for this project.","error_url":"https://stytch.com/docs/api/errors/401#jwt_invalid_audience"}
    "#);
}
