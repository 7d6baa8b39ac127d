//! Paginated queries and scans. An empty page is not necessarily the last one.
//!
//! The SDK's paginators stop silently when a page has the same last key as the one before, and treat a response without
//! a list as an empty page. Both are errors here.

use std::{future::Future, mem, vec};

use aws_sdk_dynamodb::{
    Client,
    operation::{query::builders::QueryFluentBuilder, scan::builders::ScanFluentBuilder},
    types::ReturnConsumedCapacity::Total,
};

use super::{
    consumed_capacity,
    failure::{missing_list, store_error},
    items::attributes::{Item, text},
};
use crate::store::StoreError;

/// The maximum number of 1 MB pages that a request reads from one query: far more than a response can contain.
const MAX_PAGES_PER_REQUEST: usize = 64;

/// Streams the items of a query or scan. Memory use does not depend on the size of the table.
pub struct Items {
    pages: Pages<QueryOrScan>,
    page: vec::IntoIter<Item>,
}

impl Items {
    /// Streams the items of a query.
    #[must_use]
    pub fn of_query(query: QueryFluentBuilder) -> Self {
        Self::of(QueryOrScan::Query(query))
    }

    /// Streams the items of a scan.
    #[must_use]
    pub fn of_scan(scan: ScanFluentBuilder) -> Self {
        Self::of(QueryOrScan::Scan(scan))
    }

    /// Begins after the item with this key instead of at the first item.
    #[must_use]
    pub fn after(mut self, key: Item) -> Self {
        self.pages.position = Position::After(key);
        self
    }

    fn of(request: QueryOrScan) -> Self {
        Self { pages: Pages::new(request, usize::MAX), page: Vec::new().into_iter() }
    }

    /// Returns the next item, or `None` at the end and after an error.
    pub async fn next(&mut self) -> Option<Result<Item, StoreError>> {
        loop {
            if let Some(item) = self.page.next() {
                return Some(Ok(item));
            }
            match self.pages.next().await {
                Ok(Some(page)) => self.page = page.into_iter(),
                Ok(None) => return None,
                Err(error) => return Some(Err(error)),
            }
        }
    }
}

/// Reads all items of a query, up to the page limit of a request.
pub(super) async fn read_all(
    query: QueryFluentBuilder,
    mut each: impl FnMut(Item),
) -> Result<(), StoreError> {
    let mut pages = Pages::new(query, MAX_PAGES_PER_REQUEST);
    while let Some(page) = pages.next().await? {
        page.into_iter().for_each(&mut each);
    }
    Ok(())
}

/// The first items of a query.
pub(super) struct FirstItems {
    pub(super) items: Vec<Item>,
    /// True if the query has more items.
    pub(super) has_more: bool,
}

/// Reads the first `most` items of a query.
pub(super) async fn read_up_to(query: QueryFluentBuilder, most: usize) -> Result<FirstItems, StoreError> {
    let limit = i32::try_from(most).map_or(i32::MAX, |most| most.saturating_add(1));
    let mut pages = Pages::new(query.limit(limit), MAX_PAGES_PER_REQUEST);
    let mut items = Vec::new();
    while items.len() <= most
        && let Some(page) = pages.next().await?
    {
        items.extend(page);
    }
    let has_more = items.len() > most;
    items.truncate(most);
    Ok(FirstItems { items, has_more })
}

/// Reads a query or scan page by page.
struct Pages<R> {
    request: R,
    /// The maximum number of pages. More pages are an error.
    limit: usize,
    read: usize,
    position: Position,
}

/// The position of the next page.
enum Position {
    Start,
    After(Item),
    End,
}

impl<R: PageRequest> Pages<R> {
    fn new(request: R, limit: usize) -> Self {
        Self { request, limit, read: 0, position: Position::Start }
    }

    /// Returns the items of the next page, or `None` after the last page and after an error.
    async fn next(&mut self) -> Result<Option<Vec<Item>>, StoreError> {
        let after = match mem::replace(&mut self.position, Position::End) {
            Position::Start => None,
            Position::After(key) => Some(key),
            Position::End => return Ok(None),
        };
        if self.read == self.limit {
            return Err(StoreError::Unavailable(format!("more than {} pages", self.limit)));
        }
        self.read += 1;
        // Boxed, because the SDK's futures are large.
        let page = Box::pin(self.request.read_page(after.clone())).await?;
        let items = page.items.ok_or_else(missing_list)?;
        if let Some(last_key) = page.last_key.filter(|key| !key.is_empty()) {
            if Some(&last_key) == after.as_ref() {
                return Err(StoreError::Unavailable("pagination does not advance".to_owned()));
            }
            self.position = Position::After(last_key);
        }
        Ok(Some(items))
    }
}

/// A request with a paginated response.
trait PageRequest {
    /// Reads the page that begins after the given key.
    fn read_page(&self, after: Option<Item>) -> impl Future<Output = Result<Page, StoreError>> + Send;
}

struct Page {
    items: Option<Vec<Item>>,
    /// The key after which the next page begins.
    last_key: Option<Item>,
}

impl PageRequest for QueryFluentBuilder {
    async fn read_page(&self, after: Option<Item>) -> Result<Page, StoreError> {
        let request = self.clone().set_exclusive_start_key(after);
        let response = request.send().await.map_err(|error| store_error(&error))?;
        consumed_capacity::count(response.consumed_capacity.as_slice());
        Ok(Page { items: response.items, last_key: response.last_evaluated_key })
    }
}

/// A query or scan of a tool. The Lambda function only queries, so its binary does not contain the code for scans.
enum QueryOrScan {
    Query(QueryFluentBuilder),
    Scan(ScanFluentBuilder),
}

impl PageRequest for QueryOrScan {
    async fn read_page(&self, after: Option<Item>) -> Result<Page, StoreError> {
        match self {
            Self::Query(query) => query.read_page(after).await,
            Self::Scan(scan) => {
                let request = scan.clone().set_exclusive_start_key(after);
                let response = request.send().await.map_err(|error| store_error(&error))?;
                Ok(Page { items: response.items, last_key: response.last_evaluated_key })
            }
        }
    }
}

/// Returns a query for all items of `table` whose partition key `key` is `value`. The caller sets the consistency or
/// the index.
#[must_use]
pub fn query_partition(client: &Client, table: &str, key: &str, value: &str) -> QueryFluentBuilder {
    client
        .query()
        .table_name(table)
        .return_consumed_capacity(Total)
        .key_condition_expression("#partition = :partition")
        .expression_attribute_names("#partition", key)
        .expression_attribute_values(":partition", text(value))
}
