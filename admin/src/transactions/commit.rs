//! Commits transactions, and evaluates the reasons why DynamoDB cancels them.

use aws_sdk_dynamodb::{
    Client,
    config::http::HttpResponse,
    error::{ProvideErrorMetadata, SdkError},
    operation::transact_write_items::TransactWriteItemsError,
    types::{ReturnConsumedCapacity::Total, error::TransactionCanceledException},
};

use super::{
    retry::{Attempt, wait_before_next},
    transaction::Transaction,
};
use crate::{Outcome, Refusal, WriteError};
use org_discovery::store::{
    StoreError,
    dynamodb::{count_transaction, store_error},
};

/// The result of a transaction.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Committed {
    /// All items were changed.
    Yes,
    /// No item was changed, because a condition was not met or another transaction was changing an item.
    Conflict,
}

impl Committed {
    /// Converts the result of committing a change with this `outcome` to an attempt.
    pub(crate) fn attempt(self, outcome: Outcome) -> Attempt {
        match self {
            Self::Yes => Attempt::Done(outcome),
            Self::Conflict => Attempt::StartAgain,
        }
    }

    /// Returns an error if no item was changed, for a change that is not attempted again.
    pub(crate) fn or_contended(self) -> Result<(), WriteError> {
        match self {
            Self::Yes => Ok(()),
            Self::Conflict => Err(WriteError::Contended),
        }
    }
}

/// The error code of a transaction that DynamoDB is still executing.
const IN_PROGRESS: &str = "TransactionInProgressException";
/// The attempts to learn the result of a transaction that DynamoDB is still executing.
const IN_PROGRESS_ATTEMPTS: u32 = 4;

impl Transaction {
    /// Commits the transaction. All attempts use the same idempotency token, so a lost response does not repeat a change.
    pub(crate) async fn commit(self, client: &Client) -> Result<Committed, WriteError> {
        let items = self.into_items().map_err(|_| Refusal::InvalidItem)?;
        let token = format!("{:032x}", fastrand::u128(..));
        let request = client
            .transact_write_items()
            .set_transact_items(Some(items))
            .client_request_token(token)
            .return_consumed_capacity(Total);
        for round in 1..=IN_PROGRESS_ATTEMPTS {
            match request.clone().send().await {
                Ok(committed) => {
                    count_transaction(committed.consumed_capacity());
                    return Ok(Committed::Yes);
                }
                // An earlier attempt, whose response was lost, is still being executed.
                Err(error) if error.code() == Some(IN_PROGRESS) => wait_before_next(round).await,
                Err(error) => return failed(&error),
            }
        }
        Ok(Committed::Conflict)
    }
}

fn failed(error: &SdkError<TransactWriteItemsError, HttpResponse>) -> Result<Committed, WriteError> {
    if error.code() == Some("ValidationException") {
        return Err(Refusal::InvalidItem.into());
    }
    match error.as_service_error() {
        Some(TransactWriteItemsError::TransactionCanceledException(canceled)) => cancellation(canceled),
        _ => Err(store_error(error).into()),
    }
}

/// Evaluates the cancellation reasons of a transaction, one for each item. An error that a retry cannot resolve takes
/// precedence over a conflict.
fn cancellation(canceled: &TransactionCanceledException) -> Result<Committed, WriteError> {
    let reasons: Vec<&str> =
        canceled.cancellation_reasons().iter().filter_map(|reason| reason.code()).collect();
    let throttled = ["ThrottlingError", "ProvisionedThroughputExceeded", "RequestLimitExceeded"];
    if reasons.iter().any(|code| matches!(*code, "ValidationError" | "ItemCollectionSizeLimitExceeded")) {
        return Err(Refusal::InvalidItem.into());
    }
    if let Some(code) = reasons.iter().find(|code| throttled.contains(code)) {
        return Err(StoreError::Throttled((*code).to_owned()).into());
    }
    if reasons.iter().any(|code| matches!(*code, "ConditionalCheckFailed" | "TransactionConflict")) {
        return Ok(Committed::Conflict);
    }
    Err(StoreError::Unavailable("DynamoDB canceled a transaction without a known reason".to_owned()).into())
}

/// Converts a serialization error, which does not occur in practice.
pub(crate) fn invalid_item(_: serde_json::Error) -> WriteError {
    WriteError::Refused(Refusal::InvalidItem)
}
