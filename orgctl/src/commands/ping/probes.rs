//! Probes, which send requests and explain unexpected responses.

use org_discovery::domain::{ProjectId, SessionJwt};
use serde_json::{Value, json};

use super::http_client::{Credentials, HttpClient, ProbeResponse};

const DISCOVERY: &str = "/v1/b2b/discovery/organizations";

/// The result of a probe.
pub struct Finding {
    pub probe: &'static str,
    /// The explanation for the operator.
    pub details: String,
    result: ProbeResult,
}

#[derive(Clone, Copy, PartialEq, Eq)]
enum ProbeResult {
    Passed,
    Skipped,
    Failed,
}

impl Finding {
    pub fn skipped(probe: &'static str, details: &str) -> Self {
        Self { probe, details: details.to_owned(), result: ProbeResult::Skipped }
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
            Ok(details) => Self { probe, details, result: ProbeResult::Passed },
            Err(details) => Self { probe, details, result: ProbeResult::Failed },
        }
    }
}

pub async fn health(client: &HttpClient) -> Finding {
    let result = client.get("/health").await.and_then(|response| {
        let has_request_id = response.field("request_id").is_some();
        if response.status == 200 && has_request_id {
            Ok("the function responds".to_owned())
        } else {
            Err(unexpected(&response))
        }
    });
    Finding::of("health", result)
}

/// Checks that the gateway passes paths to the function without a stage or base path.
pub async fn unknown_route(client: &HttpClient) -> Finding {
    let result = client.get("/v1/b2b/no-such-route").await.and_then(|response| {
        expect(&response, 404, "route_not_found", "unknown paths reach the function, which rejects them")
    });
    Finding::of("404", result)
}

pub async fn wrong_secret(client: &HttpClient, project: &ProjectId) -> Finding {
    let secret = format!("secret-{}-{}", project.environment().as_str(), "x".repeat(36));
    let credentials = Credentials { project: project.clone(), secret };
    let response = client.post(DISCOVERY, &credentials, &json!({})).await;
    let result = response.and_then(|response| {
        expect(
            &response,
            401,
            "unauthorized_credentials",
            "the project is known, and a wrong secret is rejected",
        )
    });
    Finding::of("401", result)
}

/// Checks that a discovery request with `token` succeeds.
pub async fn discovery(client: &HttpClient, credentials: &Credentials, token: &str) -> Finding {
    let mut result = Err(String::new());
    for field in request_fields(token) {
        let response = client.post(DISCOVERY, credentials, &json!({ *field: token })).await;
        result = response.and_then(|response| check_discovery(&response, field));
        if result.is_ok() {
            break;
        }
    }
    Finding::of("discovery", result)
}

/// Returns the request fields to try. Session tokens and intermediate session tokens have the same format.
fn request_fields(token: &str) -> &'static [&'static str] {
    if SessionJwt::parse(token).is_ok() {
        &["session_jwt"]
    } else {
        &["intermediate_session_token", "session_token"]
    }
}

fn check_discovery(response: &ProbeResponse, field: &str) -> Result<String, String> {
    let organizations = response.body.as_ref().and_then(|body| body.get("discovered_organizations"));
    match (response.status, organizations.and_then(Value::as_array)) {
        (200, Some(found)) => Ok(format!("the {field} is valid and shows {} organizations", found.len())),
        _ => Err(unexpected(response)),
    }
}

fn expect(response: &ProbeResponse, status: u16, error_type: &str, details: &str) -> Result<String, String> {
    if response.status == status && response.field("error_type") == Some(error_type) {
        Ok(details.to_owned())
    } else {
        Err(unexpected(response))
    }
}

/// Formats the status and the most likely cause of an unexpected response.
fn unexpected(response: &ProbeResponse) -> String {
    let status = response.status;
    let Some(error_type) = response.field("error_type") else {
        return match (status, response.field("message")) {
            (403, _) => {
                format!("{status} from the gateway: access denied; check its authorizer and resource policy")
            }
            (404, _) => format!("{status} from the gateway: no such route; check the base URL and the stage"),
            (429, _) => format!("{status} from the gateway: requests are throttled"),
            (500..=599, _) => {
                format!("{status} from the gateway: the function failed or cannot be invoked; check its log")
            }
            (_, message) => {
                let message = message.map(|message| format!(": {message}")).unwrap_or_default();
                format!("{status}, not a response of org-discovery{message}; check the base URL")
            }
        };
    };
    let advice = match error_type {
        "invalid_project_id_authentication" => {
            "the deployment serves another project, or the project does not exist yet"
        }
        "unauthorized_credentials" => "the project has no such secret",
        "internal_server_error" => "the function failed; its log contains the cause",
        "too_many_requests" => "DynamoDB throttles the function",
        "intermediate_session_not_found" | "session_not_found" => {
            "the token does not belong to a valid session; `orgctl session show` shows the reason"
        }
        "invalid_session_token" => "the token on standard input is malformed",
        _ => "unexpected error type",
    };
    format!("{status} {error_type}: {advice}")
}
