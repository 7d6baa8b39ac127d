//! Random requests and their expected responses.

use fastrand::Rng;
use serde_json::{Value, json};

use super::SessionCase;
use test_support::{ApiCall, ApiResponse, PROJECT_ID, TestApp, basic, random_data::without_envelope};

/// A random request and its expected response.
pub struct RandomRequest {
    pub call: ApiCall,
    pub expected: Expected,
    /// True if the project copy must be too old when the request is sent.
    pub expires_project_copy: bool,
}

/// The expected response without faults. With faults, a 500 or 429 is also allowed.
pub enum Expected {
    /// The model's response. `None` means `session_not_found`.
    Model(Option<Value>),
    /// An error type.
    Error(&'static str),
}

impl Expected {
    /// Panics if the response is neither the expected one nor a 500 or 429.
    pub fn check(&self, response: &ApiResponse) {
        if response.status.is_success() {
            let Self::Model(expected) = self else {
                panic!("expected an error, got {}", response.text());
            };
            assert_eq!(without_envelope(response), *expected);
            return;
        }
        let error_type = response.error_type();
        let expected = match self {
            Self::Model(None) => "session_not_found",
            Self::Model(Some(_)) => "",
            Self::Error(error_type) => error_type,
        };
        let allowed = ["internal_server_error", "too_many_requests", expected];
        assert!(allowed.contains(&error_type.as_str()), "{error_type} for {expected}");
    }
}

impl RandomRequest {
    /// Chooses a request: mostly valid, sometimes refused.
    pub fn choose(app: &TestApp, sessions: &[SessionCase], random: &mut Rng) -> Self {
        let (call, expected) = match random.u32(0..100) {
            0..75 => with_session(app, &sessions[random.usize(0..sessions.len())], random),
            75..95 => refused(random),
            _ => (ApiCall { path: "/v1/other", ..ApiCall::default() }, Expected::Error("route_not_found")),
        };
        Self { call, expected, expires_project_copy: random.u32(0..100) == 0 }
    }
}

fn with_session(app: &TestApp, session: &SessionCase, random: &mut Rng) -> (ApiCall, Expected) {
    let body = if session.is_member && random.bool() {
        json!({"session_jwt": app.session_jwt(&session.name)})
    } else {
        let field = if session.is_member { "session_token" } else { "intermediate_session_token" };
        json!({ field: app.token(&session.name) })
    };
    (ApiCall::with_body(body.to_string()), Expected::Model(session.expected.clone()))
}

fn refused(random: &mut Rng) -> (ApiCall, Expected) {
    let token = "mZAYn5aLEqKUlZ_Ad9U_fWr38GaAQ1oFAhT8ds245v7Q";
    let valid = || json!({"session_token": token}).to_string();
    let (call, error_type) = match random.u32(0..6) {
        0 => (ApiCall::with_body(valid()), "session_not_found"),
        1 => {
            let body = json!({"intermediate_session_token": token});
            (ApiCall::with_body(body.to_string()), "intermediate_session_not_found")
        }
        2 => (ApiCall::with_body("{"), "bad_request"),
        3 => (ApiCall { authorization: None, ..ApiCall::with_body(valid()) }, "invalid_authorization_header"),
        4 => {
            let wrong = Some(basic(PROJECT_ID, "secret-test-wrong-wrong-wrong"));
            (ApiCall { authorization: wrong, ..ApiCall::with_body(valid()) }, "unauthorized_credentials")
        }
        _ => (ApiCall::with_body(json!({"session_jwt": "a.b.c"}).to_string()), "unable_to_parse_session_jwt"),
    };
    (call, Expected::Error(error_type))
}
