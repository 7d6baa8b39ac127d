//! Queries for everything under one partition key, the only kind that this project makes.

use aws_sdk_dynamodb::{
    Client, operation::query::builders::QueryFluentBuilder, types::ReturnConsumedCapacity::Total,
};

use super::item::text;

/// Everything in `table` whose attribute `key` is `value`. The caller says whether consistently, or of which index.
pub(super) fn under_partition(client: &Client, table: &str, key: &str, value: &str) -> QueryFluentBuilder {
    client
        .query()
        .table_name(table)
        .return_consumed_capacity(Total)
        .key_condition_expression("#partition = :partition")
        .expression_attribute_names("#partition", key)
        .expression_attribute_values(":partition", text(value))
}
