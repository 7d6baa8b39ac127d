//! Backups of all tables, which undo damage.

use std::collections::HashMap;

use aws_sdk_dynamodb::types::AttributeValue;

use test_support::TestApp;

pub type Item = HashMap<String, AttributeValue>;

pub async fn scan(app: &TestApp, table: &str) -> Vec<Item> {
    let mut pages = app.client.scan().table_name(table).into_paginator().items().send();
    let mut items = Vec::new();
    while let Some(item) = pages.next().await {
        items.push(item.expect("an item"));
    }
    items
}

/// A table, its key attributes and its items.
struct TableItems {
    table: String,
    key: &'static [&'static str],
    items: Vec<Item>,
}

/// The items of all tables.
pub struct Backup(Vec<TableItems>);

impl Backup {
    pub async fn of(app: &TestApp) -> Self {
        let tables = &app.tables;
        let keys: [(&String, &'static [&'static str]); 5] = [
            (&tables.projects, &["project_id"]),
            (&tables.sessions, &["token_hash"]),
            (&tables.members, &["address", "organization_id"]),
            (&tables.joinable, &["edge", "organization_id"]),
            (&tables.organizations, &["organization", "record"]),
        ];
        let mut all = Vec::new();
        for (table, key) in keys {
            all.push(TableItems { table: table.clone(), key, items: scan(app, table).await });
        }
        Self(all)
    }

    pub async fn restore(&self, app: &TestApp) {
        for table in &self.0 {
            table.restore(app).await;
        }
    }
}

impl TableItems {
    async fn restore(&self, app: &TestApp) {
        let now = scan(app, &self.table).await;
        for item in now.iter().filter(|item| !self.items.contains(item)) {
            let key = item.iter().filter(|(name, _)| self.key.contains(&name.as_str()));
            let key = key.map(|(name, value)| (name.clone(), value.clone())).collect();
            let delete = app.client.delete_item().table_name(&self.table).set_key(Some(key));
            delete.send().await.expect("deleted");
        }
        for item in self.items.iter().filter(|item| !now.contains(item)) {
            let put = app.client.put_item().table_name(&self.table).set_item(Some(item.clone()));
            put.send().await.expect("put");
        }
    }
}
