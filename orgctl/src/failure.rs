//! Errors of commands: a message on stderr and an exit code.

use std::{fmt::Display, io, process::ExitCode};

use org_discovery::{service::ServiceError, store::StoreError};
use org_discovery_admin::{WriteError, exchange::ExchangeError, import::SingleRecordError, terminal};

/// The reason why a command failed.
#[derive(Debug)]
pub enum Failure {
    /// Exit code 1: the command failed, or a check found problems.
    Refused(String),
    /// Exit code 1, with one line per reason.
    RefusedFor(String, Vec<String>),
    /// Exit code 2: the arguments are invalid.
    Usage(String),
    /// Exit code 0: the reader of stdout closed the pipe.
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

/// Returns a suggestion for the operator, or an empty string.
fn advice(error: &StoreError) -> &'static str {
    let StoreError::Unavailable(reason) = error else {
        return match error {
            StoreError::Throttled(_) => "; try again later, or increase the capacity of the table",
            _ => "; `orgctl check` lists all damaged items",
        };
    };
    let has = |text: &str| reason.contains(text);
    if has("ResourceNotFoundException") {
        "; a table does not exist: check --table-prefix, --region and --endpoint-url, or create the tables with `orgctl tables create`"
    } else if has("ExpiredToken") {
        "; the AWS credentials have expired: sign in again, for example with `aws sso login`"
    } else if has("AccessDenied") || has("UnrecognizedClient") || has("InvalidSignature") {
        "; the AWS credentials lack a permission: check --profile, and the IAM policy in docs/data-model.md"
    } else if has("request could not be built") {
        "; check --region and --endpoint-url"
    } else if has("connection failed") || has("no response") {
        "; check --endpoint-url, --region and the network"
    } else {
        ""
    }
}

/// Returns true if `reason` is about AWS credentials, which the SDK names only in the innermost cause.
fn is_about_credentials(reason: &str) -> bool {
    ["CredentialsNotLoaded", "ProviderError", "ProviderTimedOut"].iter().any(|name| reason.contains(name))
}

impl From<StoreError> for Failure {
    fn from(error: StoreError) -> Self {
        let advice = advice(&error);
        match error {
            StoreError::Unavailable(reason) if is_about_credentials(&reason) => Self::refused(
                "no AWS credentials found; use --profile, set AWS_ACCESS_KEY_ID and AWS_SECRET_ACCESS_KEY, or sign in, for \
                 example with `aws sso login`",
            ),
            // The SDK's text for a failed connection is hundreds of characters long.
            StoreError::Unavailable(reason) if reason.starts_with("connection failed") => {
                Self::Refused(format!("cannot connect to DynamoDB{advice}"))
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
                "no valid session found: it never existed, has expired, was exchanged or revoked, or its Member or \
                 organization was deleted; `orgctl session show` shows the reason",
            ),
            ServiceError::Damaged => Self::refused(
                "the function responds with an error, because required items are damaged; `orgctl check` lists them",
            ),
            error => Self::refused(error),
        }
    }
}

impl From<ExchangeError> for Failure {
    fn from(error: ExchangeError) -> Self {
        match error {
            ExchangeError::Service(error) => error.into(),
            ExchangeError::Write(error) => error.into(),
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
