//! Errors of commands: a message on stderr and an exit code.

use std::{fmt::Display, io, process::ExitCode};

use org_discovery::{service::ServiceError, store::StoreError};
use org_discovery_admin::{WriteError, exchange::ExchangeError, import::SingleRecordError, terminal};

use crate::{
    aws::{FailedCalls, FailureText, store_failure_text},
    output::Style,
};

/// The reason why a command failed.
#[derive(Debug)]
pub enum Failure {
    /// The command failed.
    Refused(String),
    /// The command failed, with one line for each reason.
    RefusedFor(String, Vec<String>),
    /// DynamoDB failed, or an item is damaged.
    Store(StoreError),
    /// The command was executed, and found problems or left something out.
    Findings(String, Vec<String>),
    /// The arguments or settings are invalid.
    Usage(String),
    /// The command was interrupted (Ctrl-C).
    Interrupted(String),
    /// The reader of standard output closed the pipe.
    OutputClosed,
}

/// The exit codes. `orgctl --help` and docs/orgctl.md list them.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum ExitStatus {
    Success = 0,
    Failed = 1,
    Usage = 2,
    Findings = 3,
    /// As a shell reports a program that SIGINT ended.
    Interrupted = 130,
}

impl From<ExitStatus> for ExitCode {
    fn from(status: ExitStatus) -> Self {
        Self::from(status as u8)
    }
}

impl Failure {
    pub fn refused(reason: impl Display) -> Self {
        Self::Refused(reason.to_string())
    }

    pub fn usage(reason: impl Display) -> Self {
        Self::Usage(reason.to_string())
    }

    /// A command that found problems.
    pub fn findings(reason: impl Display) -> Self {
        Self::Findings(reason.to_string(), Vec::new())
    }

    /// Prints the failure to standard error, and returns the exit status. `calls` are the failed calls to AWS, whose
    /// causes are printed if `verbose`.
    pub fn report(self, calls: &FailedCalls, verbose: bool) -> ExitStatus {
        let (reason, details, status) = match self {
            Self::Refused(reason) => (reason, Vec::new(), ExitStatus::Failed),
            Self::RefusedFor(reason, details) => (reason, details, ExitStatus::Failed),
            Self::Store(error) => {
                let FailureText { reason, causes } = store_failure_text(&error, calls.last());
                (reason, if verbose { causes_text(&causes) } else { Vec::new() }, ExitStatus::Failed)
            }
            Self::Findings(reason, details) => (reason, details, ExitStatus::Findings),
            Self::Usage(reason) => (reason, Vec::new(), ExitStatus::Usage),
            Self::Interrupted(reason) => (reason, Vec::new(), ExitStatus::Interrupted),
            Self::OutputClosed => return ExitStatus::Success,
        };
        let style = Style::Bad.ansi();
        anstream::eprintln!("{style}error:{style:#} {}", terminal::escape(&reason));
        for detail in details {
            anstream::eprintln!("{}", terminal::escape(&detail));
        }
        status
    }
}

fn causes_text(causes: &[String]) -> Vec<String> {
    causes.iter().map(|cause| format!("  caused by: {cause}")).collect()
}

impl From<StoreError> for Failure {
    fn from(error: StoreError) -> Self {
        Self::Store(error)
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
