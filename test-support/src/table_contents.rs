//! The content of the tables, as text.

use std::collections::BTreeMap;

use aws_sdk_dynamodb::Client;

use super::TestApp;

/// Attributes by name, strings and numbers alike.
pub type Row = BTreeMap<String, String>;

impl TestApp {
    /// The prefix of the tables' names.
    pub fn table_prefix(&self) -> String {
        self.tables.projects.strip_suffix("-projects").expect("a prefix").to_owned()
    }

    /// Deletes the tables. Only a test that measures memory needs to: the endpoint ends with the process.
    pub async fn delete_tables(&self) {
        let names = &self.tables;
        for table in [&names.projects, &names.sessions, &names.members, &names.joinable, &names.organizations]
        {
            self.client.delete_table().table_name(table).send().await.expect("a deleted table");
        }
    }

    /// A table's rows, sorted.
    pub async fn rows(&self, table: &str) -> Vec<Row> {
        rows(&self.client, table).await
    }

    /// All stored rows without random values.
    pub async fn everything(&self) -> Vec<Vec<Row>> {
        let tables = &self.tables;
        let mut everything = Vec::new();
        for table in [&tables.sessions, &tables.members, &tables.joinable, &tables.organizations] {
            everything.push(without_random_values(self.rows(table).await));
        }
        everything
    }
}

/// A table's rows, sorted.
pub async fn rows(client: &Client, table: &str) -> Vec<Row> {
    let mut pages = client.scan().table_name(table).into_paginator().items().send();
    let mut rows = Vec::new();
    while let Some(item) = pages.next().await {
        let texts = item.expect("an item").into_iter().filter_map(|(name, value)| {
            let text = value.as_s().or_else(|_| value.as_n()).ok()?;
            Some((name, text.clone()))
        });
        rows.push(texts.collect());
    }
    rows.sort();
    rows
}

/// The rows without revisions and security stamps.
pub fn without_random_values(mut rows: Vec<Row>) -> Vec<Row> {
    for row in &mut rows {
        for stamp in ["revision", "security_stamp"] {
            row.remove(stamp);
        }
    }
    rows
}
