//! The questions, and what their answers mean in words.

use lambda_http::http::Method;
use org_discovery::domain::{ProjectId, SessionJwt};
use serde_json::{Value, json};

use super::client::{Answer, Caller, Client};

const DISCOVERY: &str = "/v1/b2b/discovery/organizations";

/// What a probe found.
pub struct Finding {
    pub probe: &'static str,
    pub words: String,
    outcome: Outcome,
}

#[derive(Clone, Copy, PartialEq, Eq)]
enum Outcome {
    Passed,
    Skipped,
    Failed,
}

impl Finding {
    pub fn skipped(probe: &'static str, words: &str) -> Self {
        Self { probe, words: words.to_owned(), outcome: Outcome::Skipped }
    }

    pub fn is_failure(&self) -> bool {
        self.outcome == Outcome::Failed
    }

    pub fn result(&self) -> &'static str {
        match self.outcome {
            Outcome::Passed => "passed",
            Outcome::Skipped => "skipped",
            Outcome::Failed => "FAILED",
        }
    }

    fn of(probe: &'static str, judged: Result<String, String>) -> Self {
        match judged {
            Ok(words) => Self { probe, words, outcome: Outcome::Passed },
            Err(words) => Self { probe, words, outcome: Outcome::Failed },
        }
    }
}

pub async fn health(client: &Client) -> Finding {
    let judged = client.ask(Method::GET, "/health", None, None).await.and_then(|answer| {
        let is_ours = answer.field("request_id").is_some();
        if answer.status == 200 && is_ours {
            Ok("the function answers".to_owned())
        } else {
            Err(misfit(&answer))
        }
    });
    Finding::of("health", judged)
}

/// Shows that paths reach the function as they are: a stage or a mapping in front of it would change them.
pub async fn unknown_route(client: &Client) -> Finding {
    let judged = client.ask(Method::GET, "/v1/b2b/no-such-route", None, None).await.and_then(|answer| {
        expect(&answer, 404, "route_not_found", "an unknown path is refused by the function itself")
    });
    Finding::of("404", judged)
}

pub async fn wrong_secret(client: &Client, project: &ProjectId) -> Finding {
    let secret = format!("secret-{}-{}", project.environment().as_str(), "x".repeat(36));
    let caller = Caller { project: project.clone(), secret };
    let answer = client.ask(Method::POST, DISCOVERY, Some(&caller), Some(&json!({}))).await;
    let judged = answer.and_then(|answer| {
        expect(
            &answer,
            401,
            "unauthorized_credentials",
            "the project is known, and a wrong secret is refused",
        )
    });
    Finding::of("401", judged)
}

pub async fn real_answer(client: &Client, caller: &Caller, token: &str) -> Finding {
    let mut judged = Err(String::new());
    for field in fields_of(token) {
        let answer = client.ask(Method::POST, DISCOVERY, Some(caller), Some(&json!({ *field: token }))).await;
        judged = answer.and_then(|answer| judge_real(&answer, field));
        if judged.is_ok() {
            break;
        }
    }
    Finding::of("answer", judged)
}

/// Nothing in a token tells a session token from an intermediate session token, so both are tried.
fn fields_of(token: &str) -> &'static [&'static str] {
    if SessionJwt::parse(token).is_ok() {
        &["session_jwt"]
    } else {
        &["intermediate_session_token", "session_token"]
    }
}

fn judge_real(answer: &Answer, field: &str) -> Result<String, String> {
    let organizations = answer.body.as_ref().and_then(|body| body.get("discovered_organizations"));
    match (answer.status, organizations.and_then(Value::as_array)) {
        (200, Some(found)) => Ok(format!("the {field} opens {} organizations", found.len())),
        _ => Err(misfit(answer)),
    }
}

fn expect(answer: &Answer, status: u16, error_type: &str, words: &str) -> Result<String, String> {
    if answer.status == status && answer.field("error_type") == Some(error_type) {
        Ok(words.to_owned())
    } else {
        Err(misfit(answer))
    }
}

/// What an answer that was not expected most likely means.
fn misfit(answer: &Answer) -> String {
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
