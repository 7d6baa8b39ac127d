//! The items in the tables, as text.

use std::collections::BTreeMap;

use aws_sdk_dynamodb::Client;

use super::TestApp;

/// The string and number attributes of an item by name.
pub type StoredItem = BTreeMap<String, String>;

impl TestApp {
    /// Returns the prefix of the table names.
    pub fn table_prefix(&self) -> String {
        self.tables.projects.strip_suffix("-projects").expect("a prefix").to_owned()
    }

    /// Deletes the tables. Only a test that measures memory needs this, because the endpoint ends with the process.
    pub async fn delete_tables(&self) {
        let names = &self.tables;
        for table in [&names.projects, &names.sessions, &names.members, &names.joinable, &names.organizations]
        {
            self.client.delete_table().table_name(table).send().await.expect("a deleted table");
        }
    }

    /// Returns the items of a table, sorted.
    pub async fn stored_items(&self, table: &str) -> Vec<StoredItem> {
        stored_items(&self.client, table).await
    }

    /// Returns the items of all tables except the projects table, without random values.
    pub async fn all_items(&self) -> Vec<Vec<StoredItem>> {
        let tables = &self.tables;
        let mut all_items = Vec::new();
        for table in [&tables.sessions, &tables.members, &tables.joinable, &tables.organizations] {
            all_items.push(without_random_values(self.stored_items(table).await));
        }
        all_items
    }
}

/// Returns the items of a table, sorted.
pub async fn stored_items(client: &Client, table: &str) -> Vec<StoredItem> {
    let mut pages = client.scan().table_name(table).into_paginator().items().send();
    let mut items = Vec::new();
    while let Some(item) = pages.next().await {
        let attributes = item.expect("an item").into_iter().filter_map(|(name, value)| {
            let text = value.as_s().or_else(|_| value.as_n()).ok()?;
            Some((name, text.clone()))
        });
        items.push(attributes.collect());
    }
    items.sort();
    items
}

/// Removes revisions and security stamps from items.
pub fn without_random_values(mut items: Vec<StoredItem>) -> Vec<StoredItem> {
    for item in &mut items {
        for attribute in ["revision", "security_stamp"] {
            item.remove(attribute);
        }
    }
    items
}
