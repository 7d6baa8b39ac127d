//! Sends requests to Stytch's API, and repeats those that Stytch throttles.

use std::time::Duration;

use lambda_http::http::header;
use org_discovery_admin::causes::root_cause;
use reqwest::{redirect, retry};
use serde::Deserialize;
use serde_json::Value;

use super::StytchProject;
use crate::{
    failure::Failure,
    output::notice,
    response_body::{BodyError, read_body},
};

/// The time limit of one request. A page of 1,000 large Members takes several seconds.
const TIMEOUT: Duration = Duration::from_mins(1);
/// The number of attempts of one request.
const MAX_ATTEMPTS: u32 = 8;
/// The first wait without `Retry-After`. Each further wait is twice as long.
const FIRST_WAIT: Duration = Duration::from_millis(500);
const LONGEST_WAIT: Duration = Duration::from_mins(2);
/// Far above the size of 1,000 Members.
const MAX_BODY_BYTES: usize = 512 * 1024 * 1024;

pub struct StytchClient {
    project: StytchProject,
    client: reqwest::Client,
    quiet: bool,
}

/// The reason why an attempt failed.
enum Attempt {
    /// It can be repeated, after this wait if Stytch named one.
    Retry {
        reason: String,
        after: Option<Duration>,
    },
    Refused(String),
}

/// The fields of an error response.
#[derive(Default, Deserialize)]
#[serde(default)]
struct ErrorBody {
    error_type: String,
    error_message: String,
}

impl StytchClient {
    pub fn new(project: StytchProject, quiet: bool) -> Result<Self, Failure> {
        let builder = reqwest::Client::builder()
            .redirect(redirect::Policy::none())
            .retry(retry::never())
            .timeout(TIMEOUT);
        let builder = if project.url.is_loopback() { builder.no_proxy() } else { builder };
        let client = builder
            .build()
            .map_err(|error| Failure::refused(format!("cannot connect to Stytch: {}", root_cause(&error))))?;
        Ok(Self { project, client, quiet })
    }

    pub fn host(&self) -> &str {
        self.project.url.host()
    }

    /// Sends a request, and returns the body of the successful response.
    pub async fn post(&self, path: &str, body: &Value) -> Result<Vec<u8>, Failure> {
        let (mut wait, mut attempt) = (FIRST_WAIT, 1);
        loop {
            let (reason, after) = match self.attempt(path, body).await {
                Ok(body) => return Ok(body),
                Err(Attempt::Refused(reason)) => return Err(Failure::refused(reason)),
                Err(Attempt::Retry { reason, after }) => (reason, after.unwrap_or(wait).min(LONGEST_WAIT)),
            };
            if attempt == MAX_ATTEMPTS {
                return Err(Failure::refused(format!("{reason}; gave up after {MAX_ATTEMPTS} attempts")));
            }
            if !self.quiet {
                notice(format!("{reason}; trying again in {}", humantime::format_duration(after)));
            }
            tokio::time::sleep(after).await;
            wait *= 2;
            attempt += 1;
        }
    }

    async fn attempt(&self, path: &str, body: &Value) -> Result<Vec<u8>, Attempt> {
        let request = self
            .client
            .post(self.project.url.with_path(path))
            .basic_auth(&self.project.id, Some(&self.project.secret))
            .header(header::CONTENT_TYPE, "application/json")
            .body(body.to_string());
        let response = request.send().await.map_err(|error| self.unanswered(&error))?;
        let status = response.status();
        let after = retry_after(&response);
        let body = read_body(response, MAX_BODY_BYTES).await.map_err(|error| self.unread(&error))?;
        if status.is_success() {
            return Ok(body);
        }
        let reason = self.refusal(status.as_u16(), &body);
        match status.as_u16() {
            429 | 500..=599 => Err(Attempt::Retry { reason, after }),
            401 | 403 => Err(Attempt::Refused(format!(
                "{reason}; check --stytch-project and the environment variable STYTCH_SECRET"
            ))),
            _ => Err(Attempt::Refused(reason)),
        }
    }

    fn unread(&self, error: &BodyError) -> Attempt {
        match error {
            BodyError::Incomplete(error) => self.unanswered(error),
            BodyError::TooLarge => {
                let host = self.project.url.host();
                Attempt::Refused(format!("the response of {host} is larger than 512 MiB"))
            }
        }
    }

    fn unanswered(&self, error: &reqwest::Error) -> Attempt {
        let host = self.project.url.host();
        let reason = if error.is_timeout() {
            format!("no response from {host} within {} seconds", TIMEOUT.as_secs())
        } else {
            format!("no complete response from {host}: {}", root_cause(error))
        };
        Attempt::Retry { reason, after: None }
    }

    /// Describes an error response. The secret is removed, in case the message repeats it.
    fn refusal(&self, status: u16, body: &[u8]) -> String {
        let ErrorBody { error_type, error_message } = serde_json::from_slice(body).unwrap_or_default();
        let kind = if error_type.is_empty() { String::new() } else { format!(" ({error_type})") };
        let message = if error_message.is_empty() { String::new() } else { format!(": {error_message}") };
        let text = format!("{} responds with status {status}{kind}{message}", self.project.url.host());
        text.trim_end_matches('.').replace(&self.project.secret, "…")
    }
}

/// Returns the wait of `Retry-After` in seconds. A date is ignored.
fn retry_after(response: &reqwest::Response) -> Option<Duration> {
    let value = response.headers().get(header::RETRY_AFTER)?.to_str().ok()?;
    value.trim().parse().ok().map(Duration::from_secs)
}
