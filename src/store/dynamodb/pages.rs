//! Everything that a query or a scan finds, page by page and to its end. Pages can be empty and yet not the last.
//!
//! The SDK's own pages end without a word where one names itself as the next, and an answer without a list passes for an empty
//! one there. Neither is an end.

use std::future::Future;

use aws_sdk_dynamodb::{
    Client,
    operation::{query::builders::QueryFluentBuilder, scan::builders::ScanFluentBuilder},
    types::ReturnConsumedCapacity::Total,
};
use futures_util::{StreamExt, TryStreamExt, stream, stream::BoxStream};

use super::{
    consumed,
    failure::{store_error, without_what_was_asked_for},
    items::attributes::{Item, text},
};
use crate::store::StoreError;

/// What a request reads of one query, in pages of 1 MB: far more than any answer can hold.
const PAGES_OF_A_REQUEST: usize = 64;

/// A page, and where the next one begins.
struct Page {
    items: Option<Vec<Item>>,
    next: Option<Item>,
}

/// One item after the other: memory does not grow with the table.
pub struct Items(BoxStream<'static, Result<Item, StoreError>>);

impl Items {
    /// What a writer's query finds.
    #[must_use]
    pub fn of_query(query: QueryFluentBuilder) -> Self {
        Self::of(pages(usize::MAX, move |from| ask_query(query.clone(), from)))
    }

    /// What a scan finds.
    #[must_use]
    pub fn of_scan(scan: ScanFluentBuilder) -> Self {
        Self::of(pages(usize::MAX, move |from| ask_scan(scan.clone(), from)))
    }

    fn of(pages: BoxStream<'static, Result<Vec<Item>, StoreError>>) -> Self {
        Self(pages.map_ok(|items| stream::iter(items).map(Ok)).try_flatten().boxed())
    }

    /// The next one; `None` at the end, and after an error.
    pub async fn next(&mut self) -> Option<Result<Item, StoreError>> {
        self.0.next().await
    }
}

/// Reads a request's query.
pub(super) async fn read_all(
    query: QueryFluentBuilder,
    mut each: impl FnMut(Item),
) -> Result<(), StoreError> {
    let mut pages = pages(PAGES_OF_A_REQUEST, move |from| ask_query(query.clone(), from));
    while let Some(items) = pages.try_next().await? {
        items.into_iter().for_each(&mut each);
    }
    Ok(())
}

/// The first items of a query.
pub(super) struct FirstItems {
    pub(super) items: Vec<Item>,
    /// Whether the query has more items than were asked for.
    pub(super) has_more: bool,
}

/// Reads a request's query until it ends or gives more than `most` items. No page holds more than are needed to know.
pub(super) async fn read_up_to(query: QueryFluentBuilder, most: usize) -> Result<FirstItems, StoreError> {
    let limit = i32::try_from(most).map_or(i32::MAX, |most| most.saturating_add(1));
    let query = query.limit(limit);
    let mut pages = pages(PAGES_OF_A_REQUEST, move |from| ask_query(query.clone(), from));
    let mut items = Vec::new();
    while items.len() <= most
        && let Some(page) = pages.try_next().await?
    {
        items.extend(page);
    }
    let has_more = items.len() > most;
    items.truncate(most);
    Ok(FirstItems { items, has_more })
}

/// `ask` gives the page that begins behind a key. In a box, because what asks is large.
fn pages<F: Future<Output = Result<Page, StoreError>> + Send + 'static>(
    most: usize,
    ask: impl Fn(Option<Item>) -> F + Send + 'static,
) -> BoxStream<'static, Result<Vec<Item>, StoreError>> {
    // How many pages there were, and where the next one begins; nothing after the last.
    stream::try_unfold(Some((0, None)), move |state| {
        let asked = state.map(|(number, from): (usize, Option<Item>)| (number, from.clone(), ask(from)));
        async move {
            let Some((number, from, answer)) = asked else {
                return Ok(None);
            };
            if number == most {
                return Err(StoreError::Unavailable(format!("more than {most} pages")));
            }
            let page = answer.await?;
            let items = page.items.ok_or_else(without_what_was_asked_for)?;
            let next = page.next.filter(|key| !key.is_empty());
            if next.is_some() && next == from {
                return Err(StoreError::Unavailable("a page that leads nowhere".to_owned()));
            }
            Ok(Some((items, next.map(|key| (number + 1, Some(key))))))
        }
    })
    .boxed()
}

async fn ask_query(query: QueryFluentBuilder, from: Option<Item>) -> Result<Page, StoreError> {
    let answer = query.set_exclusive_start_key(from).send().await.map_err(|error| store_error(&error))?;
    consumed::count(answer.consumed_capacity.as_slice());
    Ok(Page { items: answer.items, next: answer.last_evaluated_key })
}

async fn ask_scan(scan: ScanFluentBuilder, from: Option<Item>) -> Result<Page, StoreError> {
    let answer = scan.set_exclusive_start_key(from).send().await.map_err(|error| store_error(&error))?;
    Ok(Page { items: answer.items, next: answer.last_evaluated_key })
}

/// Everything in `table` whose attribute `key` is `value`. The caller says whether consistently, or of which index.
#[must_use]
pub fn under_partition(client: &Client, table: &str, key: &str, value: &str) -> QueryFluentBuilder {
    client
        .query()
        .table_name(table)
        .return_consumed_capacity(Total)
        .key_condition_expression("#partition = :partition")
        .expression_attribute_names("#partition", key)
        .expression_attribute_values(":partition", text(value))
}
