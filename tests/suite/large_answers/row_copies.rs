//! Many copies of one row, written without the checks of the writer, which would take minutes.

use std::{collections::HashMap, ops::Range};

use aws_sdk_dynamodb::types::{AttributeValue, PutRequest, WriteRequest};

use test_support::TestApp;

pub type Row = HashMap<String, AttributeValue>;

/// Words of a row, each with its replacement in a copy.
pub type Words = Vec<(String, String)>;

/// The words of copies for organizations `org-0000`, `Org 0000` and so on, where the row has `id` and `name`.
pub fn numbered(numbers: Range<usize>, id: &str, name: &str) -> impl Iterator<Item = Words> {
    numbers
        .map(move |n| vec![(id.to_owned(), format!("org-{n:04}")), (name.to_owned(), format!("Org {n:04}"))])
}

/// The rows of a small table that have `part` in them.
pub async fn rows(app: &TestApp, table: &str, part: &str) -> Vec<Row> {
    let rows = app.client.scan().table_name(table).send().await.unwrap().items.unwrap();
    let found: Vec<Row> = rows.into_iter().filter(|row| format!("{row:?}").contains(part)).collect();
    assert!(!found.is_empty(), "{table} has rows with {part}");
    found
}

/// Writes rows past every check: `row`, with each of `words` replaced in all attributes.
pub async fn put_like(app: &TestApp, table: &str, row: &Row, words: impl Iterator<Item = Words>) {
    let like = |words: Words| {
        let mut row = row.clone();
        // What was computed of the text that is changed.
        row.remove("checksum");
        for value in row.values_mut() {
            if let AttributeValue::S(text) = value {
                *text = words.iter().fold(text.clone(), |text, (word, other)| text.replace(word, other));
            }
        }
        row
    };
    let rows: Vec<Row> = words.map(like).collect();
    for rows in rows.chunks(25) {
        let put = |row: &Row| PutRequest::builder().set_item(Some(row.clone())).build().expect("a row");
        let requests = rows.iter().map(|row| WriteRequest::builder().put_request(put(row)).build()).collect();
        let written =
            app.client.batch_write_item().request_items(table, requests).send().await.expect("written");
        assert!(written.unprocessed_items.unwrap_or_default().is_empty());
    }
}
