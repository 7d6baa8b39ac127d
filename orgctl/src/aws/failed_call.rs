//! The last failed call to AWS, from which the report of a failure is written.
//!
//! A `StoreError` has only the error code, because the function must not log messages that quote keys. An operator also
//! needs the action, the table and the cause.

use std::sync::{Arc, Mutex, PoisonError};

/// The failed calls of a command. Clones share their content.
#[derive(Debug, Clone, Default)]
pub struct FailedCalls(Arc<Mutex<Option<FailedCall>>>);

/// A failed call.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum FailedCall {
    /// No credentials were found, or they could not be renewed. The causes, outermost first.
    Credentials(Vec<String>),
    /// AWS responded with an error.
    Refused { call: Call, error: AwsError },
    /// No complete response was received. The causes, outermost first.
    Unanswered { call: Call, causes: Vec<String> },
}

/// A call to an AWS service.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Call {
    /// The action, as in an IAM policy: `dynamodb:GetItem`.
    pub action: String,
    /// The tables in the request, each once.
    pub tables: Vec<String>,
    /// The scheme, host and port.
    pub endpoint: String,
}

/// An error response of an AWS service.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct AwsError {
    /// The code, such as `AccessDeniedException`.
    pub code: String,
    /// The message, which may be empty.
    pub message: String,
}

impl FailedCalls {
    /// Records a failed call, which replaces the one before.
    pub fn record(&self, call: FailedCall) {
        *self.0.lock().unwrap_or_else(PoisonError::into_inner) = Some(call);
    }

    /// Returns the last failed call.
    pub fn last(&self) -> Option<FailedCall> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner).clone()
    }
}
