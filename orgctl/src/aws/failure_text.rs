//! Explains failed calls to the operator: the action, the table, the cause, and the next step.

use org_discovery::store::StoreError;

use super::failed_call::{AwsError, Call, FailedCall};

/// The explanation of a failure.
#[derive(Debug, PartialEq, Eq)]
pub struct FailureText {
    /// One sentence with the cause and the next step.
    pub reason: String,
    /// The chain of causes, for `--verbose`.
    pub causes: Vec<String>,
}

impl FailureText {
    fn of(reason: String) -> Self {
        Self { reason, causes: Vec::new() }
    }
}

/// Explains `error`, which ended a command. `call` is the last failed call.
pub fn store_failure_text(error: &StoreError, call: Option<FailedCall>) -> FailureText {
    match (error, call) {
        (StoreError::Damaged { .. }, _) => FailureText::of(format!(
            "{error}; `orgctl check` lists all damaged items, and the command for each"
        )),
        (StoreError::Throttled(_), Some(FailedCall::Refused { call, .. })) => FailureText::of(format!(
            "DynamoDB throttles {}; try again later, or increase the capacity of the table",
            subject(&call)
        )),
        (StoreError::Unavailable(_), Some(FailedCall::Credentials(causes))) => credentials_text(causes),
        (StoreError::Unavailable(_), Some(FailedCall::Refused { call, error })) => {
            FailureText::of(refusal_text(&call, &error))
        }
        (StoreError::Unavailable(_), Some(FailedCall::Unanswered { call, causes })) => {
            unanswered_text(&call, causes)
        }
        (error, _) => FailureText::of(error.to_string()),
    }
}

const SIGN_IN: &str = "sign in again, for example with `aws sso login` or `aws login`";

fn credentials_text(causes: Vec<String>) -> FailureText {
    let root = innermost(&causes, 2);
    let has = |text: &str| causes.iter().any(|cause| cause.contains(text));
    let reason = if has("expired") {
        format!("the AWS credentials have expired; {SIGN_IN}")
    } else if has("no credentials found in chain") {
        "no AWS credentials found; use --profile, set AWS_ACCESS_KEY_ID and AWS_SECRET_ACCESS_KEY, or sign in, for \
         example with `aws sso login` or `aws login`"
            .to_owned()
    } else {
        format!("the AWS credentials cannot be loaded: {root}; check --profile, or {SIGN_IN}")
    };
    FailureText { reason, causes }
}

fn refusal_text(call: &Call, error: &AwsError) -> String {
    let (call_text, AwsError { code, message }) = (subject(call), error);
    let detail = if message.is_empty() { code.clone() } else { format!("{code}: {message}") };
    match code.as_str() {
        "ResourceNotFoundException" if !call.tables.is_empty() => format!(
            "no table is named {} at {}; check --table-prefix, --region and --endpoint-url, and see `orgctl tables show`",
            call.tables.join(" or "),
            call.endpoint
        ),
        "AccessDeniedException" => format!(
            "access denied: {call_text}: {}; docs/data-model.md has the IAM policy for operators",
            if message.is_empty() { code } else { message }
        ),
        "ExpiredTokenException" | "ExpiredToken" => {
            format!("the AWS credentials have expired ({call_text}); {SIGN_IN}")
        }
        "UnrecognizedClientException" | "InvalidClientTokenId" => {
            format!("AWS does not know these credentials ({detail}); check --profile and AWS_ACCESS_KEY_ID")
        }
        "InvalidSignatureException" | "SignatureDoesNotMatch" => format!(
            "AWS rejects the signature ({detail}); check AWS_SECRET_ACCESS_KEY and the clock of this computer"
        ),
        _ => format!("{call_text} failed: {detail}"),
    }
}

fn unanswered_text(call: &Call, causes: Vec<String>) -> FailureText {
    let root = innermost(&causes, 1);
    let is_timeout = causes.iter().any(|cause| cause.contains("timed out") || cause.contains("timeout"));
    let what = if is_timeout { "no response from" } else { "cannot connect to" };
    let reason = format!("{what} {}: {root}; check --endpoint-url, --region and the network", call.endpoint);
    FailureText { reason, causes }
}

/// Returns the last `count` causes.
fn innermost(causes: &[String], count: usize) -> String {
    causes[causes.len().saturating_sub(count)..].join(": ")
}

/// Returns the action and the tables of a call.
fn subject(call: &Call) -> String {
    if call.tables.is_empty() {
        return call.action.clone();
    }
    format!("{} on {}", call.action, call.tables.join(", "))
}
