//! Transactions: several items change together or not at all.

use aws_sdk_dynamodb::{
    error::{BuildError, ProvideErrorMetadata},
    operation::transact_write_items::TransactWriteItemsError,
    types::{
        AttributeValue, ConditionCheck, Delete, Put, TransactWriteItem, Update,
        error::TransactionCanceledException,
    },
};

use super::{Outcome, Refusal, WriteError, Writer};
use org_discovery::{
    domain::Stamp,
    store::{
        StoreError,
        dynamodb::{
            items::{
                attributes::{Item, SCHEMA, SCHEMA_ATTRIBUTE, number, text},
                organizations::REVISION,
            },
            store_error,
        },
    },
};

/// How many items a transaction takes.
pub(super) const ITEMS_PER_TRANSACTION: usize = 100;

/// How a transaction ended.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Committed {
    /// All of it happened.
    Yes,
    /// None of it did, because an item was not what was expected, or another transaction held it.
    Overtaken,
}

impl Committed {
    /// The outcome, where there is one.
    pub(super) fn written(self) -> Option<Outcome> {
        (self == Self::Yes).then_some(Outcome::Written)
    }
}

/// What an item must be for a transaction to happen.
pub(super) enum Condition<'c> {
    /// The item does not exist. Names any attribute of its key.
    Absent(&'c str),
    /// An attribute has this value.
    Equal(&'c str, AttributeValue),
}

impl Condition<'_> {
    fn expression(&self) -> &'static str {
        match self {
            Self::Absent(_) => "attribute_not_exists(#condition)",
            Self::Equal(..) => "#condition = :condition",
        }
    }

    fn name(&self) -> &str {
        match self {
            Self::Absent(name) | Self::Equal(name, _) => name,
        }
    }

    fn value(&self) -> Option<AttributeValue> {
        match self {
            Self::Absent(_) => None,
            Self::Equal(_, value) => Some(value.clone()),
        }
    }
}

/// A list of changes that happen together.
#[derive(Default)]
pub(super) struct Transaction(Vec<Result<TransactWriteItem, BuildError>>);

macro_rules! with_condition {
    ($builder:expr, $condition:expr) => {{
        let mut builder = $builder;
        if let Some(condition) = $condition {
            builder = builder
                .condition_expression(condition.expression())
                .expression_attribute_names("#condition", condition.name());
            if let Some(value) = condition.value() {
                builder = builder.expression_attribute_values(":condition", value);
            }
        }
        builder
    }};
}

impl Transaction {
    /// Returns how many more items it takes; one is kept for a condition that the caller adds.
    pub(super) fn room(&self) -> usize {
        (ITEMS_PER_TRANSACTION - 1).saturating_sub(self.0.len())
    }

    pub(super) fn put(&mut self, table: &str, item: Item, condition: Option<&Condition<'_>>) {
        let put = with_condition!(Put::builder().table_name(table).set_item(Some(item)), condition);
        self.0.push(put.build().map(|put| TransactWriteItem::builder().put(put).build()));
    }

    pub(super) fn delete(&mut self, table: &str, key: Item, condition: Option<&Condition<'_>>) {
        let delete = with_condition!(Delete::builder().table_name(table).set_key(Some(key)), condition);
        self.0.push(delete.build().map(|delete| TransactWriteItem::builder().delete(delete).build()));
    }

    /// Changes nothing, and demands something of an item that the transaction does not touch.
    pub(super) fn check(&mut self, table: &str, key: Item, condition: &Condition<'_>) {
        let check =
            with_condition!(ConditionCheck::builder().table_name(table).set_key(Some(key)), Some(condition));
        self.0.push(check.build().map(|check| TransactWriteItem::builder().condition_check(check).build()));
    }

    /// Adds to the counter in `attribute`, and names its new state; an absent item counts as zero.
    pub(super) fn add(&mut self, table: &str, key: Item, attribute: &str, amount: i64, revision: &Stamp) {
        let update = Update::builder()
            .table_name(table)
            .set_key(Some(key))
            .update_expression("ADD #number :amount SET #schema = :schema, #revision = :revision")
            .expression_attribute_names("#number", attribute)
            .expression_attribute_names("#schema", SCHEMA_ATTRIBUTE)
            .expression_attribute_names("#revision", REVISION)
            .expression_attribute_values(":amount", number(amount))
            .expression_attribute_values(":schema", number(SCHEMA))
            .expression_attribute_values(":revision", text(revision.as_str()));
        self.0.push(update.build().map(|update| TransactWriteItem::builder().update(update).build()));
    }
}

impl Writer {
    /// Commits; the SDK's retries carry one token, so that a lost answer does not make a change happen twice.
    pub(super) async fn commit(&self, transaction: Transaction) -> Result<Committed, WriteError> {
        let items: Result<Vec<_>, _> = transaction.0.into_iter().collect();
        let items = items.map_err(|_| Refusal::NotAnItem)?;
        let request = self.client.transact_write_items().set_transact_items(Some(items));
        match request.send().await {
            Ok(_) => Ok(Committed::Yes),
            Err(error) if error.code() == Some("TransactionInProgressException") => Ok(Committed::Overtaken),
            Err(error) if error.code() == Some("ValidationException") => Err(Refusal::NotAnItem.into()),
            Err(error) => match error.as_service_error() {
                Some(TransactWriteItemsError::TransactionCanceledException(canceled)) => {
                    why_canceled(canceled)
                }
                _ => Err(store_error(&error).into()),
            },
        }
    }
}

/// Each item of a canceled transaction has its own reason. One that cannot pass outweighs one that was overtaken.
fn why_canceled(canceled: &TransactionCanceledException) -> Result<Committed, WriteError> {
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
        return Ok(Committed::Overtaken);
    }
    Err(StoreError::Unavailable("a transaction was canceled without a reason".to_owned()).into())
}

/// What serde says of an object that cannot be text; never in practice.
pub(super) fn not_an_item(_: serde_json::Error) -> WriteError {
    WriteError::Refused(Refusal::NotAnItem)
}
