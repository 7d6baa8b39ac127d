//! Errors of the data interface, as JSON with the details in lines.

use std::{error::Error, fmt::Display};

use axum::{
    Json,
    http::StatusCode,
    response::{IntoResponse, Response},
};
use org_discovery::{service::ServiceError, store::StoreError};
use org_discovery_admin::{
    WriteError,
    causes::causes,
    counted,
    import::{ImportError, SingleRecordError, UnknownFields},
};
use serde_json::{error::Category, json};

/// The reason for which a request is not answered.
#[derive(Debug)]
pub struct Refusal {
    status: StatusCode,
    reason: String,
    /// More details, one in each line.
    lines: Vec<String>,
}

impl Refusal {
    /// Refuses invalid input.
    pub fn invalid(reason: impl Display) -> Self {
        Self { status: StatusCode::UNPROCESSABLE_ENTITY, reason: reason.to_string(), lines: Vec::new() }
    }

    /// Refuses invalid input with one line for each error.
    pub fn with_lines(reason: impl Display, lines: Vec<String>) -> Self {
        Self { lines, ..Self::invalid(reason) }
    }

    pub fn not_found(reason: impl Display) -> Self {
        Self { status: StatusCode::NOT_FOUND, ..Self::invalid(reason) }
    }

    /// Refuses a change because the data is not what the page showed.
    pub fn outdated() -> Self {
        Self {
            status: StatusCode::CONFLICT,
            ..Self::invalid("The data has changed in the meantime. Reload the page, then decide again.")
        }
    }

    /// Refuses a request of another site.
    pub fn forbidden(reason: &str) -> Self {
        Self { status: StatusCode::FORBIDDEN, ..Self::invalid(reason) }
    }

    /// Reports a failure of the program, with its causes.
    pub fn failed(error: &(dyn Error + 'static)) -> Self {
        let lines = causes(error).map(ToString::to_string).collect();
        Self { status: StatusCode::INTERNAL_SERVER_ERROR, ..Self::with_lines(error, lines) }
    }
}

impl IntoResponse for Refusal {
    fn into_response(self) -> Response {
        (self.status, Json(json!({"error": self.reason, "lines": self.lines}))).into_response()
    }
}

impl From<WriteError> for Refusal {
    fn from(error: WriteError) -> Self {
        match error {
            WriteError::Store(error) => error.into(),
            error @ (WriteError::Refused(_) | WriteError::Contended) => Self::invalid(error),
        }
    }
}

impl From<StoreError> for Refusal {
    fn from(error: StoreError) -> Self {
        Self::failed(&error)
    }
}

impl From<ServiceError> for Refusal {
    fn from(error: ServiceError) -> Self {
        Self::failed(&error)
    }
}

impl From<SingleRecordError> for Refusal {
    fn from(SingleRecordError(problems): SingleRecordError) -> Self {
        Self::with_lines("nothing was written:", problems.iter().map(ToString::to_string).collect())
    }
}

impl From<UnknownFields> for Refusal {
    fn from(error: UnknownFields) -> Self {
        Self::with_lines(format!("{error}; correct the names:"), error.0)
    }
}

impl From<ImportError> for Refusal {
    fn from(error: ImportError) -> Self {
        match error {
            ImportError::Refused(problems) => {
                let reason = format!("nothing was imported because of {}:", counted(problems.len(), "error"));
                Self::with_lines(reason, problems.lines())
            }
            ImportError::Store(error) => error.into(),
            error @ (ImportError::Unreadable { .. } | ImportError::Changed) => Self::invalid(error),
        }
    }
}

impl From<std::io::Error> for Refusal {
    fn from(error: std::io::Error) -> Self {
        Self::failed(&error)
    }
}

impl From<serde_json::Error> for Refusal {
    fn from(error: serde_json::Error) -> Self {
        let is_json = error.classify() == Category::Data;
        Self::invalid(if is_json { format!("invalid: {error}") } else { format!("not JSON: {error}") })
    }
}
