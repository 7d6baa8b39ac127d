//! Random requests and their expected answers.

use fastrand::Rng;
use serde_json::{Value, json};

use super::Known;
use test_support::{Answer, Call, PROJECT_ID, TestApp, basic, random_worlds::told};

pub struct Asked {
    pub call: Call,
    pub expected: Expected,
    /// Whether the copy of the project is to be read again.
    pub makes_project_old: bool,
}

/// The answer to a request without faults. With faults, an error of the service may come instead.
pub enum Expected {
    /// The answer of the model.
    Told(Option<Value>),
    Refused(&'static str),
}

impl Expected {
    pub fn check(&self, answer: &Answer) {
        if answer.status.is_success() {
            let Self::Told(expected) = self else {
                panic!("a refusal became {}", answer.text());
            };
            assert_eq!(told(answer), *expected);
            return;
        }
        let error_type = answer.error_type();
        let expected = match self {
            Self::Told(None) => "session_not_found",
            Self::Told(Some(_)) => "",
            Self::Refused(error_type) => error_type,
        };
        let may_come = ["internal_server_error", "too_many_requests", expected];
        assert!(may_come.contains(&error_type.as_str()), "{error_type} for {expected}");
    }
}

impl Asked {
    pub fn choose(app: &TestApp, known: &[Known], random: &mut Rng) -> Self {
        let (call, expected) = match random.u32(0..100) {
            0..75 => of_session(app, &known[random.usize(0..known.len())], random),
            75..95 => refused(random),
            _ => (Call { path: "/v1/other", ..Call::default() }, Expected::Refused("route_not_found")),
        };
        Self { call, expected, makes_project_old: random.u32(0..100) == 0 }
    }
}

fn of_session(app: &TestApp, known: &Known, random: &mut Rng) -> (Call, Expected) {
    let body = if known.is_member && random.bool() {
        json!({"session_jwt": app.session_jwt(&known.name)})
    } else {
        let field = if known.is_member { "session_token" } else { "intermediate_session_token" };
        json!({ field: app.token(&known.name) })
    };
    (Call::with_body(body.to_string()), Expected::Told(known.expected.clone()))
}

fn refused(random: &mut Rng) -> (Call, Expected) {
    let token = "mZAYn5aLEqKUlZ_Ad9U_fWr38GaAQ1oFAhT8ds245v7Q";
    let valid = || json!({"session_token": token}).to_string();
    let (call, error_type) = match random.u32(0..6) {
        0 => (Call::with_body(valid()), "session_not_found"),
        1 => {
            let body = json!({"intermediate_session_token": token});
            (Call::with_body(body.to_string()), "intermediate_session_not_found")
        }
        2 => (Call::with_body("{"), "bad_request"),
        3 => (Call { authorization: None, ..Call::with_body(valid()) }, "invalid_authorization_header"),
        4 => {
            let wrong = Some(basic(PROJECT_ID, "secret-test-wrong-wrong-wrong"));
            (Call { authorization: wrong, ..Call::with_body(valid()) }, "unauthorized_credentials")
        }
        _ => (Call::with_body(json!({"session_jwt": "a.b.c"}).to_string()), "unable_to_parse_session_jwt"),
    };
    (call, Expected::Refused(error_type))
}
