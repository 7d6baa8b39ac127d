//! The contract for writers in other languages: compares `docs/data-model.md` and `docs/test-vectors.json` with the
//! code.

mod document;
mod factors;
mod items;
mod limits;
mod other_languages;
mod permissions;
mod vectors;

use std::{collections::HashMap, sync::LazyLock};

use aws_sdk_dynamodb::types::AttributeValue;
use org_discovery_admin::tables::{TABLES, TableDefinition};
use serde_json::Value;

use test_support::TestApp;

const DOCUMENT: &str = include_str!("../../docs/data-model.md");

static VECTORS: LazyLock<Value> =
    LazyLock::new(|| serde_json::from_str(include_str!("../../docs/test-vectors.json")).expect("JSON"));

pub type Item = HashMap<String, AttributeValue>;

/// Returns the cells of the document's table with this header row, without backticks.
fn rows(header: &str) -> Vec<Vec<String>> {
    let table =
        DOCUMENT.split_once(&format!("\n{header}\n")).unwrap_or_else(|| panic!("missing table: {header}")).1;
    let table = table.split_once("\n\n").expect("its end").0;
    let cells =
        |row: &str| row.trim_matches('|').split('|').map(|cell| cell.trim().replace('`', "")).collect();
    table.lines().skip(1).map(cells).collect()
}

fn text(value: &Value) -> &str {
    value.as_str().expect("a string")
}

fn list(value: &Value) -> &[Value] {
    value.as_array().expect("a list")
}

fn read<T: serde::de::DeserializeOwned>(value: &Value) -> T {
    // Through a string, because `RawValue` cannot be deserialized from a `Value`.
    serde_json::from_str(&value.to_string()).expect("a value of this type")
}

pub fn table_of(kind: &str) -> &'static TableDefinition {
    TABLES.iter().find(|table| table.kind == kind).expect("a table")
}

pub async fn scan(app: &TestApp, table: &TableDefinition) -> Vec<Item> {
    let scan = app.client.scan().table_name(table.name_in(&app.tables));
    let items: Result<Vec<Item>, _> = scan.into_paginator().items().send().collect().await;
    items.expect("items")
}
