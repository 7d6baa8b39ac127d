//! Fills the tables with items that no request reads.

use std::collections::HashMap;

use aws_sdk_dynamodb::{
    Client,
    types::{AttributeValue, PutRequest, WriteRequest},
};
use futures_util::{StreamExt, stream};
use org_discovery::store::dynamodb::TableNames;

type Item = HashMap<String, AttributeValue>;

/// Writes `count` organizations, Members and sessions each.
pub async fn put(client: &Client, tables: &TableNames, project: &str, count: usize) {
    let items = (0..count).flat_map(|number| items(tables, project, number));
    stream::iter(items.map(|(table, item)| (table, put_request(item))))
        .chunks(25)
        .for_each_concurrent(4, async |puts| {
            let mut by_table: HashMap<String, Vec<WriteRequest>> = HashMap::new();
            for (table, put) in puts {
                by_table.entry(table.clone()).or_default().push(put);
            }
            client.batch_write_item().set_request_items(Some(by_table)).send().await.expect("written");
        })
        .await;
}

/// Returns an organization, a Member and a session.
fn items<'t>(tables: &'t TableNames, project: &str, number: usize) -> [(&'t String, Item); 3] {
    let organization =
        [("organization", format!("{project}#stranger-{number}")), ("record", "organization".to_owned())];
    let member = [
        ("address", format!("{project}#stranger-{number}@example.com")),
        ("organization_id", format!("stranger-{number}")),
    ];
    let session = [("token_hash", format!("stranger-{number}")), ("kind", "intermediate".to_owned())];
    [
        (&tables.organizations, item(organization)),
        (&tables.members, item(member)),
        (&tables.sessions, item(session)),
    ]
}

/// Returns an item of about 1 KB.
fn item(texts: [(&str, String); 2]) -> Item {
    let mut item: Item =
        texts.into_iter().map(|(name, value)| (name.to_owned(), AttributeValue::S(value))).collect();
    item.insert("schema".to_owned(), AttributeValue::N("1".to_owned()));
    item.insert("object".to_owned(), AttributeValue::S("x".repeat(1_000)));
    item
}

fn put_request(item: Item) -> WriteRequest {
    let put = PutRequest::builder().set_item(Some(item)).build().expect("a request");
    WriteRequest::builder().put_request(put).build()
}
