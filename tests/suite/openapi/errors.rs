//! The document lists exactly the errors of the code, each under its status.

use std::collections::{BTreeMap, BTreeSet};

use org_discovery::{http::ApiError, store::StoreError};
use serde_json::{Value, json};

use super::document::{DISCOVERY, Document, HEALTH, KEY_SET};
use crate::session_jwts::claims_of;
use test_support::{Answer, Call, KEY, PROJECT_ID, Read, SECRET, TestApp, basic, small_world};

const OTHER_PROJECT: &str = "project-test-99999999-9999-4999-8999-999999999999";
const UNKNOWN_TOKEN: &str = "SeiGwdj5lKkrEVgcEY3QNJXt6srxS3IK2Nwkar6mXD4=";

/// A list of values with an exhaustive match of their patterns, so that a new variant does not compile until it is listed.
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

fn every_error() -> Vec<ApiError> {
    let text = String::new;
    every![
        ApiError::RouteNotFound => ApiError::RouteNotFound,
        ApiError::MethodNotAllowed { .. } => ApiError::MethodNotAllowed { allow: "POST" },
        ApiError::InvalidAuthorizationHeader => ApiError::InvalidAuthorizationHeader,
        ApiError::InvalidProjectId => ApiError::InvalidProjectId,
        ApiError::UnauthorizedCredentials => ApiError::UnauthorizedCredentials,
        ApiError::BadRequest(_) => ApiError::BadRequest(text()),
        ApiError::RequestTooLarge => ApiError::RequestTooLarge,
        ApiError::TooManySessionArguments => ApiError::TooManySessionArguments,
        ApiError::NoSessionArguments => ApiError::NoSessionArguments,
        ApiError::InvalidSessionToken => ApiError::InvalidSessionToken,
        ApiError::IntermediateSessionNotFound => ApiError::IntermediateSessionNotFound,
        ApiError::SessionNotFound => ApiError::SessionNotFound,
        ApiError::UnableToParseSessionJwt => ApiError::UnableToParseSessionJwt,
        ApiError::JwtInvalidClaims => ApiError::JwtInvalidClaims,
        ApiError::JwtInvalidIssuer => ApiError::JwtInvalidIssuer,
        ApiError::JwtInvalidAudience => ApiError::JwtInvalidAudience,
        ApiError::TooManyRequests { .. } => ApiError::TooManyRequests { cause: text() },
        ApiError::InternalServerError { .. } => ApiError::InternalServerError { cause: text() },
    ]
}

/// Status and `error_type` of every error.
fn of_the_code() -> BTreeSet<(u16, String)> {
    let codes = every_error().into_iter().map(|error| error.code());
    codes.map(|(status, error_type)| (status.as_u16(), error_type.to_owned())).collect()
}

fn of_the_document(document: &Document, operation: &str) -> BTreeSet<(u16, String)> {
    let statuses = document.at(operation)["responses"].as_object().expect("responses").keys();
    let mut errors = BTreeSet::new();
    for status in statuses.filter(|status| *status != "200") {
        let status: u16 = status.parse().expect("a status");
        let schema = document.response(operation, status) + "/content/application~1json/schema";
        let types =
            document.at(&(schema.clone() + "/properties/error_type/enum")).as_array().expect("a list");
        errors.extend(types.iter().map(|name| (status, name.as_str().expect("a text").to_owned())));
        assert_eq!(document.at(&(schema + "/properties/status_code/const")), status);
    }
    errors
}

#[test]
fn documented_errors_match_the_code() {
    let document = Document::read();
    assert_eq!(of_the_document(&document, DISCOVERY), of_the_code());
    let only = BTreeSet::from([(405, "method_not_allowed".to_owned())]);
    assert_eq!(of_the_document(&document, HEALTH), only);
    let of_the_key_set = [
        (400, "invalid_project_id_authentication"),
        (405, "method_not_allowed"),
        (429, "too_many_requests"),
        (500, "internal_server_error"),
    ];
    let of_the_key_set = of_the_key_set.map(|(status, error_type)| (status, error_type.to_owned()));
    assert_eq!(of_the_document(&document, KEY_SET), BTreeSet::from(of_the_key_set));
}

/// Each error once, with the operation that it answers.
async fn on_the_wire() -> Vec<(&'static str, Answer)> {
    let app = TestApp::start(small_world()).await;
    let body = |body: Value| Call::with_body(body.to_string());
    let authorized = |authorization| Call { authorization, ..Call::default() };
    let with_claim = |name: &str, value: Value| {
        let mut claims = claims_of(&app.session_jwt("member"));
        claims[name] = value;
        body(json!({"session_jwt": KEY.sign(&KEY.header(), &claims).expect("a JWT")}))
    };
    let calls = [
        (DISCOVERY, Call { path: "/v1/b2b/organizations", ..Call::default() }),
        (DISCOVERY, Call { method: "GET", ..Call::default() }),
        (HEALTH, Call { path: "/health", ..Call::default() }),
        (KEY_SET, Call { path: "/v1/b2b/sessions/jwks/x", ..Call::default() }),
        (KEY_SET, Call { method: "GET", path: "/v1/b2b/sessions/jwks/x", ..Call::default() }),
        (DISCOVERY, authorized(None)),
        (DISCOVERY, authorized(Some(basic(OTHER_PROJECT, SECRET)))),
        (DISCOVERY, authorized(Some(basic(PROJECT_ID, "secret-test-wrong")))),
        (DISCOVERY, body(json!({"session_token": 7}))),
        (DISCOVERY, Call::with_body(" ".repeat(65_537))),
        (DISCOVERY, body(json!({"session_token": "x", "session_jwt": "x"}))),
        (DISCOVERY, body(json!({}))),
        (DISCOVERY, body(json!({"session_token": "invalid-token-for-test"}))),
        (DISCOVERY, body(json!({"intermediate_session_token": UNKNOWN_TOKEN}))),
        (DISCOVERY, body(json!({"session_token": UNKNOWN_TOKEN}))),
        (DISCOVERY, body(json!({"session_jwt": "no.jwt"}))),
        (DISCOVERY, with_claim("exp", json!("soon"))),
        (DISCOVERY, with_claim("iss", json!(format!("stytch.com/{OTHER_PROJECT}")))),
        (DISCOVERY, with_claim("aud", json!(["somebody"]))),
    ];
    let mut answers = Vec::new();
    for (operation, call) in calls {
        answers.push((operation, app.call(call).await));
    }
    for failure in [StoreError::Throttled("test".to_owned()), StoreError::Unavailable("test".to_owned())] {
        app.reads.fail(Read::Session, failure);
        answers.push((DISCOVERY, app.discover("ist").await));
    }
    answers
}

#[tokio::test]
async fn errors_match_document_and_example() {
    let document = Document::read();
    let mut seen = BTreeSet::new();
    let mut untried: BTreeMap<String, &Value> = BTreeMap::new();
    for operation in [DISCOVERY, KEY_SET, HEALTH] {
        for (status, error_type) in of_the_document(&document, operation) {
            let examples =
                document.response(operation, status) + "/content/application~1json/examples/" + &error_type;
            untried.insert(examples.clone(), &document.at(&examples)["value"]);
        }
    }
    for (operation, answer) in on_the_wire().await {
        document.holds(operation, &answer);
        let (error_type, status) = (answer.error_type(), answer.status.as_u16());
        let place =
            document.response(operation, status) + "/content/application~1json/examples/" + &error_type;
        let mut example = untried.remove(&place).unwrap_or_else(|| panic!("{place} comes once")).clone();
        let request_id = std::mem::take(&mut example["request_id"]);
        assert_eq!(document.fault("/components/schemas/RequestId", &request_id), None);
        example["request_id"] = answer.json()["request_id"].clone();
        assert_eq!(answer.json(), example);
        seen.insert((status, error_type));
    }
    assert_eq!(seen, of_the_code(), "every error has been seen");
    assert!(untried.is_empty(), "{untried:?}");
}
