//! The changes of a transaction.

use aws_sdk_dynamodb::{
    error::BuildError,
    types::{ConditionCheck, Delete, Put, TransactWriteItem, Update},
};

use super::condition::Condition;
use org_discovery::{
    domain::Revision,
    store::dynamodb::items::{
        attributes::{Item, SCHEMA_ATTRIBUTE, SCHEMA_VERSION, number, text},
        organizations::REVISION,
    },
};

/// The largest number of items in a transaction.
pub(crate) const ITEMS_PER_TRANSACTION: usize = 100;

/// A list of changes that are committed together.
#[derive(Default)]
pub(crate) struct Transaction(Vec<Result<TransactWriteItem, BuildError>>);

macro_rules! with_condition {
    ($builder:expr, $condition:expr) => {{
        let mut builder = $builder;
        if let Some(condition) = $condition {
            builder = builder
                .condition_expression(condition.expression())
                .set_expression_attribute_names(Some(condition.names()))
                .set_expression_attribute_values(condition.values());
        }
        builder
    }};
}

impl Transaction {
    /// Returns the number of further items that fit. One is reserved for a condition that the caller adds.
    pub(crate) fn room(&self) -> usize {
        (ITEMS_PER_TRANSACTION - 1).saturating_sub(self.0.len())
    }

    /// Adds or replaces an item.
    pub(crate) fn put(&mut self, table: &str, item: Item, condition: Option<&Condition<'_>>) {
        let put = with_condition!(Put::builder().table_name(table).set_item(Some(item)), condition);
        self.0.push(put.build().map(|put| TransactWriteItem::builder().put(put).build()));
    }

    /// Deletes an item.
    pub(crate) fn delete(&mut self, table: &str, key: Item, condition: Option<&Condition<'_>>) {
        let delete = with_condition!(Delete::builder().table_name(table).set_key(Some(key)), condition);
        self.0.push(delete.build().map(|delete| TransactWriteItem::builder().delete(delete).build()));
    }

    /// Adds a condition on an item that the transaction does not change.
    pub(crate) fn check(&mut self, table: &str, key: Item, condition: &Condition<'_>) {
        let check =
            with_condition!(ConditionCheck::builder().table_name(table).set_key(Some(key)), Some(condition));
        self.0.push(check.build().map(|check| TransactWriteItem::builder().condition_check(check).build()));
    }

    /// Adds `amount` to the counter in `attribute`, and sets its revision. An absent item counts as zero.
    pub(crate) fn add(
        &mut self,
        table: &str,
        key: Item,
        (attribute, amount): (&str, i64),
        revision: &Revision,
        condition: Option<&Condition<'_>>,
    ) {
        let update = with_condition!(Update::builder(), condition)
            .table_name(table)
            .set_key(Some(key))
            .update_expression("ADD #number :amount SET #schema = :schema, #revision = :revision")
            .expression_attribute_names("#number", attribute)
            .expression_attribute_names("#schema", SCHEMA_ATTRIBUTE)
            .expression_attribute_names("#revision", REVISION)
            .expression_attribute_values(":amount", number(amount))
            .expression_attribute_values(":schema", number(SCHEMA_VERSION))
            .expression_attribute_values(":revision", text(revision.as_str()));
        self.0.push(update.build().map(|update| TransactWriteItem::builder().update(update).build()));
    }

    /// Returns the request's items.
    ///
    /// # Errors
    /// The first item that cannot be built.
    pub(super) fn into_items(self) -> Result<Vec<TransactWriteItem>, BuildError> {
        self.0.into_iter().collect()
    }
}
