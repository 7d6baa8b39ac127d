//! Queries for everything under one partition key, the only kind that this project makes.

use aws_sdk_dynamodb::{
    Client,
    error::SdkError,
    operation::query::{QueryError, builders::QueryFluentBuilder},
    types::ReturnConsumedCapacity::Total,
};
use aws_smithy_async::future::pagination_stream::PaginationStream;

use super::{
    consumed,
    failure::{store_error, without_what_was_asked_for},
    item::{Item, text},
};
use crate::store::StoreError;

/// Pages of 1 MB: far more than any answer can hold, and an end to a store whose pages have none.
const PAGES: usize = 64;

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

/// What a writer's query finds, page by page, to its end. The SDK would end without a word where a page names itself as the next.
pub(super) fn every_item(query: QueryFluentBuilder) -> PaginationStream<Result<Item, SdkError<QueryError>>> {
    query.into_paginator().stop_on_duplicate_token(false).items().send()
}

/// Reads a query of a request to its end, page by page. Pages can be empty and yet not the last.
pub(super) async fn read_all(
    query: QueryFluentBuilder,
    mut each: impl FnMut(&Item),
) -> Result<(), StoreError> {
    let mut pages = query.into_paginator().send();
    for _ in 0..PAGES {
        // The SDK ends without a word where a page names itself as the next, and that is not the end.
        let Some(page) = pages.next().await else {
            return Err(StoreError::Unavailable("a page that leads nowhere".to_owned()));
        };
        let page = page.map_err(|error| store_error(&error))?;
        consumed::count(page.consumed_capacity.as_slice());
        page.items.as_ref().ok_or_else(without_what_was_asked_for)?.iter().for_each(&mut each);
        if page.last_evaluated_key().is_none_or(Item::is_empty) {
            return Ok(());
        }
    }
    Err(StoreError::Unavailable(format!("more than {PAGES} pages")))
}
