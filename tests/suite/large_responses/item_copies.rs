//! Writes many copies of an item directly to DynamoDB. The checks of the writer would take minutes.

use std::{collections::HashMap, ops::Range};

use aws_sdk_dynamodb::types::{AttributeValue, PutRequest, WriteRequest};

use test_support::TestApp;

pub type Item = HashMap<String, AttributeValue>;

/// Substrings of an item, each with its replacement in a copy.
pub type Replacements = Vec<(String, String)>;

/// Returns the replacements of `id` and `name` with `org-0000` and `Org 0000`, and so on.
pub fn numbered(numbers: Range<usize>, id: &str, name: &str) -> impl Iterator<Item = Replacements> {
    numbers
        .map(move |n| vec![(id.to_owned(), format!("org-{n:04}")), (name.to_owned(), format!("Org {n:04}"))])
}

/// Returns the items of a small table that contain `part`.
pub async fn items(app: &TestApp, table: &str, part: &str) -> Vec<Item> {
    let items = app.client.scan().table_name(table).send().await.unwrap().items.unwrap();
    let found: Vec<Item> = items.into_iter().filter(|item| format!("{item:?}").contains(part)).collect();
    assert!(!found.is_empty(), "{table} has no item with {part}");
    found
}

/// Writes copies of `item` without any checks, with the replacements made in all string attributes.
pub async fn put_copies(
    app: &TestApp,
    table: &str,
    item: &Item,
    replacements: impl Iterator<Item = Replacements>,
) {
    let copy = |replacements: Replacements| {
        let mut item = item.clone();
        // The checksum does not match the changed object.
        item.remove("checksum");
        for value in item.values_mut() {
            if let AttributeValue::S(text) = value {
                *text = replacements.iter().fold(text.clone(), |text, (old, new)| text.replace(old, new));
            }
        }
        item
    };
    let items: Vec<Item> = replacements.map(copy).collect();
    for items in items.chunks(25) {
        let put = |item: &Item| PutRequest::builder().set_item(Some(item.clone())).build().expect("an item");
        let requests =
            items.iter().map(|item| WriteRequest::builder().put_request(put(item)).build()).collect();
        let written =
            app.client.batch_write_item().request_items(table, requests).send().await.expect("written");
        assert!(written.unprocessed_items.unwrap_or_default().is_empty());
    }
}
