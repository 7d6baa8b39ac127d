//! The probes: each sends requests, and explains an unexpected answer.

use org_discovery::domain::{ProjectId, SessionJwt};
use serde_json::{Value, json};

use super::http_client::{Answer, Credentials, HttpClient};

const DISCOVERY: &str = "/v1/b2b/discovery/organizations";

/// The result of a probe.
pub struct Finding {
    pub probe: &'static str,
    pub words: String,
    result: ProbeResult,
}

#[derive(Clone, Copy, PartialEq, Eq)]
enum ProbeResult {
    Passed,
    Skipped,
    Failed,
}

impl Finding {
    pub fn skipped(probe: &'static str, words: &str) -> Self {
        Self { probe, words: words.to_owned(), result: ProbeResult::Skipped }
    }

    pub fn is_failure(&self) -> bool {
        self.result == ProbeResult::Failed
    }

    pub fn result(&self) -> &'static str {
        match self.result {
            ProbeResult::Passed => "passed",
            ProbeResult::Skipped => "skipped",
            ProbeResult::Failed => "FAILED",
        }
    }

    fn of(probe: &'static str, result: Result<String, String>) -> Self {
        match result {
            Ok(words) => Self { probe, words, result: ProbeResult::Passed },
            Err(words) => Self { probe, words, result: ProbeResult::Failed },
        }
    }
}

pub async fn health(client: &HttpClient) -> Finding {
    let result = client.get("/health").await.and_then(|answer| {
        let is_ours = answer.field("request_id").is_some();
        if answer.status == 200 && is_ours {
            Ok("the function answers".to_owned())
        } else {
            Err(unexpected(&answer))
        }
    });
    Finding::of("health", result)
}

/// Checks that paths reach the function unchanged by a stage or a mapping.
pub async fn unknown_route(client: &HttpClient) -> Finding {
    let result = client.get("/v1/b2b/no-such-route").await.and_then(|answer| {
        expect(&answer, 404, "route_not_found", "an unknown path is refused by the function itself")
    });
    Finding::of("404", result)
}

pub async fn wrong_secret(client: &HttpClient, project: &ProjectId) -> Finding {
    let secret = format!("secret-{}-{}", project.environment().as_str(), "x".repeat(36));
    let credentials = Credentials { project: project.clone(), secret };
    let answer = client.post(DISCOVERY, &credentials, &json!({})).await;
    let result = answer.and_then(|answer| {
        expect(
            &answer,
            401,
            "unauthorized_credentials",
            "the project is known, and a wrong secret is refused",
        )
    });
    Finding::of("401", result)
}

pub async fn real_answer(client: &HttpClient, credentials: &Credentials, token: &str) -> Finding {
    let mut result = Err(String::new());
    for field in fields_of(token) {
        let answer = client.post(DISCOVERY, credentials, &json!({ *field: token })).await;
        result = answer.and_then(|answer| check_real_answer(&answer, field));
        if result.is_ok() {
            break;
        }
    }
    Finding::of("answer", result)
}

/// Returns the request fields that fit. Session tokens and intermediate session tokens look alike, so both are tried.
fn fields_of(token: &str) -> &'static [&'static str] {
    if SessionJwt::parse(token).is_ok() {
        &["session_jwt"]
    } else {
        &["intermediate_session_token", "session_token"]
    }
}

fn check_real_answer(answer: &Answer, field: &str) -> Result<String, String> {
    let organizations = answer.body.as_ref().and_then(|body| body.get("discovered_organizations"));
    match (answer.status, organizations.and_then(Value::as_array)) {
        (200, Some(found)) => Ok(format!("the {field} opens {} organizations", found.len())),
        _ => Err(unexpected(answer)),
    }
}

fn expect(answer: &Answer, status: u16, error_type: &str, words: &str) -> Result<String, String> {
    if answer.status == status && answer.field("error_type") == Some(error_type) {
        Ok(words.to_owned())
    } else {
        Err(unexpected(answer))
    }
}

/// Formats the most likely meaning of an unexpected answer.
fn unexpected(answer: &Answer) -> String {
    let status = answer.status;
    let Some(error_type) = answer.field("error_type") else {
        return match (status, answer.field("message")) {
            (403, _) => {
                format!("{status} from the gateway: it lets nobody in; check its authorizer and policy")
            }
            (404, _) => format!(
                "{status} from the gateway: it has no such route; check the base address and the stage"
            ),
            (429, _) => format!("{status} from the gateway: it is throttling"),
            (500..=599, _) => {
                format!("{status} from the gateway: the function failed or cannot be called; look at its log")
            }
            (_, message) => {
                let message = message.map(|message| format!(": {message}")).unwrap_or_default();
                format!("{status}, not an answer of org-discovery{message}; check the base address")
            }
        };
    };
    let advice = match error_type {
        "invalid_project_id_authentication" => {
            "the deployment serves another project, or the project is not there yet"
        }
        "unauthorized_credentials" => "the secret is not one of the project's",
        "internal_server_error" => "the function cannot do its work; its log says why",
        "too_many_requests" => "the store is throttling",
        "intermediate_session_not_found" | "session_not_found" => {
            "the token names no live session; `orgctl session show` says what became of it"
        }
        "invalid_session_token" => "the token on standard input has not the form of one",
        _ => "that is not what was expected here",
    };
    format!("{status} {error_type}: {advice}")
}
