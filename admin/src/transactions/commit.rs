//! Committing a transaction, and the reasons why DynamoDB cancels one.

use aws_sdk_dynamodb::{
    Client, error::ProvideErrorMetadata, operation::transact_write_items::TransactWriteItemsError,
    types::error::TransactionCanceledException,
};

use super::{retry::Attempt, transaction::Transaction};
use crate::{Outcome, Refusal, WriteError};
use org_discovery::store::{StoreError, dynamodb::store_error};

/// The result of a transaction.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Committed {
    /// Every item was changed.
    Yes,
    /// No item was changed, because one did not have the expected state, or another transaction held it.
    Conflict,
}

impl Committed {
    /// Returns the attempt that committed a change with this `outcome`.
    pub(crate) fn attempt(self, outcome: Outcome) -> Attempt {
        match self {
            Self::Yes => Attempt::Done(outcome),
            Self::Conflict => Attempt::StartAgain,
        }
    }
}

impl Transaction {
    /// Commits the transaction. The SDK's retries carry one idempotency token, so a lost response does not repeat a change.
    pub(crate) async fn commit(self, client: &Client) -> Result<Committed, WriteError> {
        let items = self.into_items().map_err(|_| Refusal::NotAnItem)?;
        let request = client.transact_write_items().set_transact_items(Some(items));
        match request.send().await {
            Ok(_) => Ok(Committed::Yes),
            Err(error) if error.code() == Some("TransactionInProgressException") => Ok(Committed::Conflict),
            Err(error) if error.code() == Some("ValidationException") => Err(Refusal::NotAnItem.into()),
            Err(error) => match error.as_service_error() {
                Some(TransactWriteItemsError::TransactionCanceledException(canceled)) => {
                    cancellation(canceled)
                }
                _ => Err(store_error(&error).into()),
            },
        }
    }
}

/// Evaluates the reasons of a canceled transaction, one for each item. A reason that no retry can remove outweighs a conflict.
fn cancellation(canceled: &TransactionCanceledException) -> Result<Committed, WriteError> {
    let reasons: Vec<&str> =
        canceled.cancellation_reasons().iter().filter_map(|reason| reason.code()).collect();
    let throttled = ["ThrottlingError", "ProvisionedThroughputExceeded", "RequestLimitExceeded"];
    if reasons.iter().any(|code| matches!(*code, "ValidationError" | "ItemCollectionSizeLimitExceeded")) {
        return Err(Refusal::NotAnItem.into());
    }
    if let Some(code) = reasons.iter().find(|code| throttled.contains(code)) {
        return Err(StoreError::Throttled((*code).to_owned()).into());
    }
    if reasons.iter().any(|code| matches!(*code, "ConditionalCheckFailed" | "TransactionConflict")) {
        return Ok(Committed::Conflict);
    }
    Err(StoreError::Unavailable("a transaction was canceled without a reason".to_owned()).into())
}

/// Converts the error of an object that cannot be serialized, which never occurs in practice.
pub(crate) fn not_an_item(_: serde_json::Error) -> WriteError {
    WriteError::Refused(Refusal::NotAnItem)
}
