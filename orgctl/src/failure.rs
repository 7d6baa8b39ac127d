//! How a command ends when it does not succeed: one sentence on standard error, and an exit code.

use std::{fmt::Display, io, process::ExitCode};

use org_discovery::store::StoreError;
use org_discovery_admin::{import::SingleRecordError, terminal, writer::WriteError};

/// Why a command did not do what it was asked.
#[derive(Debug)]
pub enum Failure {
    /// Exit code 1: what was asked for cannot be done, or was found wrong.
    Refused(String),
    /// Exit code 1, with a line for each reason.
    RefusedFor(String, Vec<String>),
    /// Exit code 2: what was asked for makes no sense.
    Usage(String),
    /// Exit code 0: whoever reads the output has read enough.
    NobodyReads,
}

impl Failure {
    pub fn refused(reason: impl Display) -> Self {
        Self::Refused(reason.to_string())
    }

    pub fn usage(reason: impl Display) -> Self {
        Self::Usage(reason.to_string())
    }

    pub fn tell(&self) -> ExitCode {
        let (reason, details, code) = match self {
            Self::Refused(reason) => (reason, &[][..], 1),
            Self::RefusedFor(reason, details) => (reason, details.as_slice(), 1),
            Self::Usage(reason) => (reason, &[][..], 2),
            Self::NobodyReads => return ExitCode::SUCCESS,
        };
        eprintln!("error: {}", terminal::escape(reason));
        for detail in details {
            eprintln!("{}", terminal::escape(detail));
        }
        ExitCode::from(code)
    }
}

/// What to do next, where the store's own words do not say it.
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

/// The SDK looks for credentials when it sends, and its error says so only in its innermost cause.
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
            // The SDK's own words for a failed connection fill half a screen.
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

impl From<SingleRecordError> for Failure {
    fn from(SingleRecordError(problems): SingleRecordError) -> Self {
        let mut lines: Vec<String> = problems.iter().map(ToString::to_string).collect();
        let first = if lines.is_empty() { String::new() } else { lines.remove(0) };
        Self::RefusedFor(first, lines)
    }
}

impl From<io::Error> for Failure {
    fn from(error: io::Error) -> Self {
        if error.kind() == io::ErrorKind::BrokenPipe { Self::NobodyReads } else { Self::refused(error) }
    }
}

impl From<serde_json::Error> for Failure {
    fn from(error: serde_json::Error) -> Self {
        Self::refused(error)
    }
}
