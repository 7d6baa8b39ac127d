//! Partition keys, and queries for everything under one: the only kind that this project makes.

use aws_sdk_dynamodb::{
    Client, operation::query::builders::QueryFluentBuilder, types::ReturnConsumedCapacity::Total,
};

use super::item::text;
use crate::domain::ProjectId;

/// What a partition key names within the project, if it is one of the project's.
pub(super) fn name_of_partition<'k>(key: &'k str, project: &ProjectId) -> Option<&'k str> {
    key.strip_prefix(project.as_str())?.strip_prefix('#')
}

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
