//! Writes many copies of a row without the writer, whose checks would take minutes.

use std::{collections::HashMap, ops::Range};

use aws_sdk_dynamodb::types::{AttributeValue, PutRequest, WriteRequest};

use test_support::TestApp;

pub type Row = HashMap<String, AttributeValue>;

/// Substrings of a row, each with its replacement in a copy.
pub type Replacements = Vec<(String, String)>;

/// Returns the replacements of `id` and `name` with `org-0000` and `Org 0000`, and so on.
pub fn numbered(numbers: Range<usize>, id: &str, name: &str) -> impl Iterator<Item = Replacements> {
    numbers
        .map(move |n| vec![(id.to_owned(), format!("org-{n:04}")), (name.to_owned(), format!("Org {n:04}"))])
}

/// Returns the rows of a small table that contain `part`.
pub async fn rows(app: &TestApp, table: &str, part: &str) -> Vec<Row> {
    let rows = app.client.scan().table_name(table).send().await.unwrap().items.unwrap();
    let found: Vec<Row> = rows.into_iter().filter(|row| format!("{row:?}").contains(part)).collect();
    assert!(!found.is_empty(), "{table} has no row with {part}");
    found
}

/// Writes copies of `row` without any checks, with the replacements made in all string attributes.
pub async fn put_copies(
    app: &TestApp,
    table: &str,
    row: &Row,
    replacements: impl Iterator<Item = Replacements>,
) {
    let copy = |replacements: Replacements| {
        let mut row = row.clone();
        // The checksum does not match the changed object.
        row.remove("checksum");
        for value in row.values_mut() {
            if let AttributeValue::S(text) = value {
                *text = replacements.iter().fold(text.clone(), |text, (old, new)| text.replace(old, new));
            }
        }
        row
    };
    let rows: Vec<Row> = replacements.map(copy).collect();
    for rows in rows.chunks(25) {
        let put = |row: &Row| PutRequest::builder().set_item(Some(row.clone())).build().expect("a row");
        let requests = rows.iter().map(|row| WriteRequest::builder().put_request(put(row)).build()).collect();
        let written =
            app.client.batch_write_item().request_items(table, requests).send().await.expect("written");
        assert!(written.unprocessed_items.unwrap_or_default().is_empty());
    }
}
