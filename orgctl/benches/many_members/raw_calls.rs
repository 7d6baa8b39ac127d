//! The calls of the commands alone: the responses are received and parsed by the SDK, and then ignored.

use std::collections::HashMap;

use aws_sdk_dynamodb::{
    Client,
    types::{AttributeValue, KeysAndAttributes, Put, Select, TransactWriteItem},
};
use futures_util::{StreamExt, stream};
use test_support::TestApp;

type Item = HashMap<String, AttributeValue>;

/// The number of calls at the same time, as in `orgctl organization list` and `orgctl import`.
const CONCURRENT_READS: usize = 16;
const CONCURRENT_WRITES: usize = 8;
/// The number of keys and items in one call.
const BATCH: usize = 100;

/// Makes calls on the tables of an app.
pub struct RawCalls<'a>(&'a TestApp);

impl<'a> RawCalls<'a> {
    pub fn of(app: &'a TestApp) -> Self {
        Self(app)
    }

    fn client(&self) -> &Client {
        &self.0.client
    }

    fn table(&self, kind: &str) -> String {
        format!("{}-{kind}", self.0.table_prefix())
    }

    fn partition(&self, id: &str) -> AttributeValue {
        AttributeValue::S(format!("{}#{id}", self.0.writer.project_id()))
    }

    pub async fn scans(&self, kinds: &[&str]) {
        for kind in kinds {
            self.scan(kind, |_| ()).await;
        }
    }

    async fn scan(&self, kind: &str, mut take: impl FnMut(Vec<Item>)) {
        let mut start = None;
        loop {
            let scan = self.client().scan().table_name(self.table(kind)).consistent_read(true);
            let page = scan.set_exclusive_start_key(start).send().await.expect("a page");
            take(page.items.unwrap_or_default());
            start = page.last_evaluated_key;
            if start.is_none() {
                return;
            }
        }
    }

    pub async fn organizations_with_counts(&self) {
        let mut ids = Vec::new();
        self.scan("organizations", |items| {
            ids.extend(
                items.into_iter().filter(|item| item["record"] == AttributeValue::S("organization".into())),
            );
        })
        .await;
        let count = |item: Item| async move { self.count_members(&item["organization"]).await };
        stream::iter(ids).map(count).buffered(CONCURRENT_READS).for_each(|()| async {}).await;
    }

    async fn count_members(&self, partition: &AttributeValue) {
        let mut start = None;
        loop {
            let query = self.query_members(partition.clone()).select(Select::Count);
            let page = query.set_exclusive_start_key(start).send().await.expect("a count");
            start = page.last_evaluated_key;
            if start.is_none() {
                return;
            }
        }
    }

    pub async fn members_of(&self, organization: &str) {
        let mut start = None;
        loop {
            let query = self.query_members(self.partition(organization)).set_exclusive_start_key(start);
            let page = query.send().await.expect("a page");
            let items = page.items.unwrap_or_default();
            for batch in items.chunks(BATCH) {
                self.batch_get(batch).await;
            }
            start = page.last_evaluated_key;
            if start.is_none() {
                return;
            }
        }
    }

    fn query_members(
        &self,
        partition: AttributeValue,
    ) -> aws_sdk_dynamodb::operation::query::builders::QueryFluentBuilder {
        let query =
            self.client().query().table_name(self.table("members")).index_name("members_by_organization");
        query
            .key_condition_expression("#partition = :partition")
            .expression_attribute_names("#partition", "organization")
            .expression_attribute_values(":partition", partition)
    }

    /// Reads every Member and its id item, as an import does that changes nothing.
    pub async fn lookups(&self, items: &[Item]) {
        let get = |batch| self.batch_get(batch);
        stream::iter(items.chunks(BATCH)).map(get).buffered(CONCURRENT_WRITES).for_each(|()| async {}).await;
    }

    async fn batch_get(&self, items: &[Item]) {
        let key = |item: &Item| {
            HashMap::from(["address", "organization_id"].map(|name| (name.to_owned(), item[name].clone())))
        };
        let keys = KeysAndAttributes::builder().set_keys(Some(items.iter().map(key).collect()));
        let keys = keys.consistent_read(true).build().expect("keys");
        let request = self.client().batch_get_item().request_items(self.table("members"), keys);
        let response = request.send().await.expect("items");
        assert!(response.unprocessed_keys.is_none_or(|keys| keys.is_empty()), "all keys in one call");
    }

    /// Returns all items of the members table.
    pub async fn items_of_members(&self) -> Vec<Item> {
        let mut found = Vec::new();
        self.scan("members", |items| found.extend(items)).await;
        found
    }

    /// Writes items of the members table in transactions.
    pub async fn write(&self, items: Vec<Item>) {
        let put = |item: &Item| {
            let put = Put::builder().table_name(self.table("members")).set_item(Some(item.clone()));
            TransactWriteItem::builder().put(put.build().expect("a put")).build()
        };
        let batches: Vec<Vec<_>> = items.chunks(BATCH).map(|batch| batch.iter().map(put).collect()).collect();
        let write = |batch: Vec<_>| async move {
            let request = self.client().transact_write_items().set_transact_items(Some(batch));
            request.send().await.expect("a write");
        };
        stream::iter(batches).map(write).buffered(CONCURRENT_WRITES).for_each(|()| async {}).await;
    }
}
