//! Errors of commands: a sentence on stderr and an exit code.

use std::{fmt::Display, io, process::ExitCode};

use org_discovery::{service::ServiceError, store::StoreError};
use org_discovery_admin::{WriteError, import::SingleRecordError, terminal};

/// The reason why a command failed.
#[derive(Debug)]
pub enum Failure {
    /// Exit code 1: the request cannot be fulfilled, or a check failed.
    Refused(String),
    /// Exit code 1, with a line for each reason.
    RefusedFor(String, Vec<String>),
    /// Exit code 2: the arguments are invalid.
    Usage(String),
    /// Exit code 0: the reader of the output closed the pipe.
    OutputClosed,
}

impl Failure {
    pub fn refused(reason: impl Display) -> Self {
        Self::Refused(reason.to_string())
    }

    pub fn usage(reason: impl Display) -> Self {
        Self::Usage(reason.to_string())
    }

    /// Prints the failure to stderr, and returns the exit code.
    pub fn report(&self) -> ExitCode {
        let (reason, details, code) = match self {
            Self::Refused(reason) => (reason, &[][..], 1),
            Self::RefusedFor(reason, details) => (reason, details.as_slice(), 1),
            Self::Usage(reason) => (reason, &[][..], 2),
            Self::OutputClosed => return ExitCode::SUCCESS,
        };
        eprintln!("error: {}", terminal::escape(reason));
        for detail in details {
            eprintln!("{}", terminal::escape(detail));
        }
        ExitCode::from(code)
    }
}

/// Returns what the operator can do next, if the error does not contain it.
fn advice(error: &StoreError) -> &'static str {
    let StoreError::Unavailable(reason) = error else {
        return match error {
            StoreError::Throttled(_) => "; try again later, or give the table more capacity",
            _ => "; `orgctl check` lists every such item",
        };
    };
    let has = |text: &str| reason.contains(text);
    if has("ResourceNotFoundException") {
        "; a table is not there: check --table-prefix, --region and --endpoint-url, or make tables with `orgctl tables create`"
    } else if has("ExpiredToken") {
        "; the credentials have expired: sign in again, such as by `aws sso login`"
    } else if has("AccessDenied") || has("UnrecognizedClient") || has("InvalidSignature") {
        "; these credentials may not do this: check --profile, or the policy in docs/data-model.md"
    } else if has("request that cannot be sent") {
        "; check --region, which may be missing, and --endpoint-url"
    } else if has("no connection") || has("no answer") {
        "; check --endpoint-url, --region and the network"
    } else {
        ""
    }
}

/// The SDK resolves credentials when it sends a request, and names them only in the innermost cause.
fn is_about_credentials(reason: &str) -> bool {
    ["CredentialsNotLoaded", "ProviderError", "ProviderTimedOut"].iter().any(|name| reason.contains(name))
}

impl From<StoreError> for Failure {
    fn from(error: StoreError) -> Self {
        let advice = advice(&error);
        match error {
            StoreError::Unavailable(reason) if is_about_credentials(&reason) => Self::refused(
                "no AWS credentials can be used; give --profile, set AWS_ACCESS_KEY_ID and AWS_SECRET_ACCESS_KEY, or sign \
                 in, such as by `aws sso login`",
            ),
            // The SDK's text for a failed connection fills half a screen.
            StoreError::Unavailable(reason) if reason.starts_with("no connection") => {
                Self::Refused(format!("the store cannot be reached{advice}"))
            }
            error => Self::Refused(format!("{error}{advice}")),
        }
    }
}

impl From<WriteError> for Failure {
    fn from(error: WriteError) -> Self {
        match error {
            WriteError::Store(error) => error.into(),
            error => Self::refused(error),
        }
    }
}

impl From<ServiceError> for Failure {
    fn from(error: ServiceError) -> Self {
        match error {
            ServiceError::Store(error) => error.into(),
            ServiceError::IntermediateSessionNotFound | ServiceError::SessionNotFound => Self::refused(
                "there is no such live session: it was never made, is over, was revoked, or its Member or organization is \
                 gone; `orgctl session show` tells which",
            ),
            ServiceError::Damaged => Self::refused(
                "what the answer depends on is damaged, and the function answers with an error; `orgctl check` finds it",
            ),
            error => Self::refused(error),
        }
    }
}

impl From<SingleRecordError> for Failure {
    fn from(SingleRecordError(problems): SingleRecordError) -> Self {
        let mut lines: Vec<String> = problems.iter().map(ToString::to_string).collect();
        let first = if lines.is_empty() { String::new() } else { lines.remove(0) };
        Self::RefusedFor(first, lines)
    }
}

impl From<io::Error> for Failure {
    fn from(error: io::Error) -> Self {
        if error.kind() == io::ErrorKind::BrokenPipe { Self::OutputClosed } else { Self::refused(error) }
    }
}

impl From<serde_json::Error> for Failure {
    fn from(error: serde_json::Error) -> Self {
        Self::refused(error)
    }
}
