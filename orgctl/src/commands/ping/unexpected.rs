//! Explains unexpected responses.

use super::http_client::ProbeResponse;

/// The length, in characters, to which a text of the server is shortened.
const MAX_CHARACTERS: usize = 200;

/// Returns the status and the most likely cause of an unexpected response.
pub fn unexpected(response: &ProbeResponse) -> String {
    let status = response.status;
    match response.field("error_type") {
        Some(error_type) => format!("{status} {}: {}", shortened(error_type), advice(error_type)),
        None => format!("{status}{}", of_gateway(response)),
    }
}

fn of_gateway(response: &ProbeResponse) -> String {
    match (response.status, response.field("message")) {
        (403, _) => " from the gateway: access denied; check its authorizer and resource policy".to_owned(),
        (404, _) => " from the gateway: no such route; check the base URL and the stage".to_owned(),
        (429, _) => " from the gateway: requests are throttled".to_owned(),
        (500..=599, _) => {
            " from the gateway: the function failed or cannot be invoked; check its log".to_owned()
        }
        (_, message) => {
            let message = message.map(|message| format!(": {}", shortened(message))).unwrap_or_default();
            format!(", not a response of org-discovery{message}; check the base URL")
        }
    }
}

fn advice(error_type: &str) -> &'static str {
    match error_type {
        "invalid_project_id_authentication" => {
            "the deployment serves another project (its stack parameter ProjectId), or the project does not exist yet; see `orgctl project list`"
        }
        "unauthorized_credentials" => {
            "the project secret is wrong, because PROJECT_SECRET is not a valid secret of the project; `orgctl project \
             show` shows how many are valid, and `orgctl project rotate-secret` creates another"
        }
        "internal_server_error" => "the function failed; its log contains the cause",
        "too_many_requests" => "DynamoDB throttles the function",
        "intermediate_session_not_found" | "session_not_found" => {
            "the token does not belong to a valid session; `orgctl session show` shows the reason"
        }
        "invalid_session_token" => "the token on standard input is malformed",
        _ => "unexpected error type",
    }
}

/// Shortens a text of the server, which may be of any length.
fn shortened(text: &str) -> String {
    let mut characters = text.chars();
    let mut short: String = characters.by_ref().take(MAX_CHARACTERS).collect();
    if characters.next().is_some() {
        short.push('…');
    }
    short
}
