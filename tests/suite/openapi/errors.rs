//! Compares the document's errors with those of the code, by status.

use std::collections::{BTreeMap, BTreeSet};

use org_discovery::{http::ApiError, store::StoreError};
use serde_json::{Value, json};

use super::document::{DISCOVERY, Document, HEALTH, KEY_SET};
use crate::session_jwts::claims_of;
use test_support::{ApiCall, ApiResponse, KEY, PROJECT_ID, Read, SECRET, TestApp, basic, small_data_set};

pub(super) const OTHER_PROJECT: &str = "project-test-99999999-9999-4999-8999-999999999999";
pub(super) const UNKNOWN_TOKEN: &str = "SeiGwdj5lKkrEVgcEY3QNJXt6srxS3IK2Nwkar6mXD4=";

/// Lists values and matches their patterns exhaustively, so that a variant that is not listed is a compile error.
macro_rules! every {
    ($($pattern:pat => $value:expr,)*) => {{
        let every = vec![$($value),*];
        for one in &every {
            match one { $($pattern => {})* }
        }
        every
    }};
}
pub(super) use every;

/// The placeholder for text that depends on the request.
const VARIES: &str = "…";

/// Returns every error, with the placeholder as its variable part.
pub fn every_error() -> Vec<ApiError> {
    let text = || VARIES.to_owned();
    every![
        ApiError::RouteNotFound => ApiError::RouteNotFound,
        ApiError::MethodNotAllowed { .. } => ApiError::MethodNotAllowed { allow: VARIES },
        ApiError::InvalidAuthorizationHeader => ApiError::InvalidAuthorizationHeader,
        ApiError::InvalidProjectId => ApiError::InvalidProjectId,
        ApiError::UnauthorizedCredentials => ApiError::UnauthorizedCredentials,
        ApiError::BadRequest(_) => ApiError::BadRequest(text()),
        ApiError::RequestTooLarge => ApiError::RequestTooLarge,
        ApiError::TooManySessionArguments(_) => ApiError::TooManySessionArguments(VARIES),
        ApiError::NoSessionArguments(_) => ApiError::NoSessionArguments(VARIES),
        ApiError::InvalidSessionToken => ApiError::InvalidSessionToken,
        ApiError::IntermediateSessionNotFound => ApiError::IntermediateSessionNotFound,
        ApiError::SessionNotFound => ApiError::SessionNotFound,
        ApiError::OrganizationNotFound => ApiError::OrganizationNotFound,
        ApiError::OrganizationSlugAlreadyUsed => ApiError::OrganizationSlugAlreadyUsed,
        ApiError::UnableToParseSessionJwt => ApiError::UnableToParseSessionJwt,
        ApiError::JwtInvalidClaims => ApiError::JwtInvalidClaims,
        ApiError::JwtInvalidIssuer => ApiError::JwtInvalidIssuer,
        ApiError::JwtInvalidAudience => ApiError::JwtInvalidAudience,
        ApiError::TooManyRequests { .. } => ApiError::TooManyRequests { cause: text() },
        ApiError::InternalServerError { .. } => ApiError::InternalServerError { cause: text() },
    ]
}

/// Returns the status and `error_type` of every error.
pub(super) fn code_errors() -> BTreeSet<(u16, String)> {
    let codes = every_error().into_iter().map(|error| error.code());
    codes.map(|(status, error_type)| (status.as_u16(), error_type.to_owned())).collect()
}

/// Returns the status and `error_type` of every error of the discovery function.
fn discovery_errors() -> BTreeSet<(u16, String)> {
    let of_exchange = ["organization_not_found", "organization_slug_already_used"];
    let mut errors = code_errors();
    errors.retain(|(_, error_type)| !of_exchange.contains(&error_type.as_str()));
    errors
}

pub fn documented_errors(document: &Document, operation: &str) -> BTreeSet<(u16, String)> {
    let statuses = document.at(operation)["responses"].as_object().expect("responses").keys();
    let mut errors = BTreeSet::new();
    for status in statuses.filter(|status| *status != "200") {
        let status: u16 = status.parse().expect("a status");
        let schema = document.response(operation, status) + "/content/application~1json/schema";
        let types =
            document.at(&(schema.clone() + "/properties/error_type/enum")).as_array().expect("a list");
        errors.extend(types.iter().map(|name| (status, name.as_str().expect("a string").to_owned())));
        assert_eq!(document.at(&(schema + "/properties/status_code/const")), status);
    }
    errors
}

#[test]
fn documented_errors_match_the_code() {
    let document = Document::read();
    assert_eq!(documented_errors(&document, DISCOVERY), discovery_errors());
    let health_errors = BTreeSet::from([(405, "method_not_allowed".to_owned())]);
    assert_eq!(documented_errors(&document, HEALTH), health_errors);
    let key_set_errors = [
        (400, "invalid_project_id_authentication"),
        (405, "method_not_allowed"),
        (429, "too_many_requests"),
        (500, "internal_server_error"),
    ];
    let key_set_errors = key_set_errors.map(|(status, error_type)| (status, error_type.to_owned()));
    assert_eq!(documented_errors(&document, KEY_SET), BTreeSet::from(key_set_errors));
}

/// Returns a session JWT of the session `member` with this claim.
pub(super) fn jwt_with(app: &TestApp, claim: &str, value: Value) -> String {
    let mut claims = claims_of(&app.session_jwt("member"));
    claims[claim] = value;
    KEY.sign(&KEY.header(), &claims).expect("a JWT")
}

/// Returns every error response once, with its operation.
async fn error_responses() -> Vec<(&'static str, ApiResponse)> {
    let app = TestApp::start(small_data_set()).await;
    let body = |body: Value| ApiCall::with_body(body.to_string());
    let authorized = |authorization| ApiCall { authorization, ..ApiCall::default() };
    let with_claim = |claim: &str, value: Value| body(json!({"session_jwt": jwt_with(&app, claim, value)}));
    let calls = [
        (DISCOVERY, ApiCall { path: "/v1/b2b/organizations", ..ApiCall::default() }),
        (DISCOVERY, ApiCall { method: "GET", ..ApiCall::default() }),
        (HEALTH, ApiCall { path: "/health", ..ApiCall::default() }),
        (KEY_SET, ApiCall { method: "GET", path: "/v1/b2b/sessions/jwks/x", ..ApiCall::default() }),
        (DISCOVERY, authorized(None)),
        (DISCOVERY, authorized(Some(basic(OTHER_PROJECT, SECRET)))),
        (DISCOVERY, authorized(Some(basic(PROJECT_ID, "secret-test-wrong")))),
        (DISCOVERY, body(json!({"session_token": 7}))),
        (DISCOVERY, ApiCall::with_body(" ".repeat(65_537))),
        (DISCOVERY, body(json!({"session_token": "x", "session_jwt": "x"}))),
        (DISCOVERY, body(json!({}))),
        (DISCOVERY, body(json!({"session_token": "invalid-token-for-test"}))),
        (DISCOVERY, body(json!({"intermediate_session_token": UNKNOWN_TOKEN}))),
        (DISCOVERY, body(json!({"session_token": UNKNOWN_TOKEN}))),
        (DISCOVERY, body(json!({"session_jwt": "no.jwt"}))),
        (DISCOVERY, with_claim("exp", json!("soon"))),
        (DISCOVERY, with_claim("iss", json!(format!("stytch.com/{OTHER_PROJECT}")))),
        (DISCOVERY, with_claim("aud", json!(["another-audience"]))),
    ];
    let mut responses = Vec::new();
    for (operation, call) in calls {
        responses.push((operation, app.call(call).await));
    }
    for failure in [StoreError::Throttled("test".to_owned()), StoreError::Unavailable("test".to_owned())] {
        app.reads.fail(Read::Session, failure);
        responses.push((DISCOVERY, app.discover("ist").await));
    }
    responses
}

/// Asserts that the responses are the documented errors of these operations: each once, and equal to its example.
/// Returns them. Statuses that are `exempt` are not required.
pub(super) fn assert_every_error_is_returned(
    document: &Document,
    operations: &[&str],
    exempt: &[u16],
    responses: Vec<(&'static str, ApiResponse)>,
) -> BTreeSet<(u16, String)> {
    let pointer = |operation: &str, status: u16, error_type: &str| {
        document.response(operation, status) + "/content/application~1json/examples/" + error_type
    };
    let mut returned = BTreeSet::new();
    let mut remaining: BTreeMap<String, &Value> = BTreeMap::new();
    for operation in operations {
        for (status, error_type) in documented_errors(document, operation) {
            let pointer = pointer(operation, status, &error_type);
            remaining.insert(pointer.clone(), &document.resolve(document.at(&pointer))["value"]);
        }
    }
    for (operation, response) in responses {
        document.assert_matches(operation, &response);
        let (error_type, status) = (response.error_type(), response.status.as_u16());
        let pointer = pointer(operation, status, &error_type);
        let mut example = remaining
            .remove(&pointer)
            .unwrap_or_else(|| panic!("{pointer} is missing, or was returned twice"))
            .clone();
        let request_id = std::mem::take(&mut example["request_id"]);
        assert_eq!(document.schema_error("/components/schemas/RequestId", &request_id), None);
        example["request_id"] = response.json()["request_id"].clone();
        assert_eq!(response.json(), example);
        returned.insert((status, error_type));
    }
    remaining.retain(|_, example| exempt.iter().all(|status| example["status_code"] != *status));
    assert!(remaining.is_empty(), "{remaining:?}");
    returned
}

#[tokio::test]
async fn errors_match_document_and_example() {
    let document = Document::read();
    let responses = Box::pin(error_responses()).await;
    let returned = assert_every_error_is_returned(&document, &[DISCOVERY, KEY_SET, HEALTH], &[], responses);
    assert_eq!(returned, discovery_errors(), "every error is returned");
}
