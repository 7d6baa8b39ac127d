//! Copies of all tables, to undo damage.

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

/// The items of all tables.
pub struct Backup(Vec<(String, &'static [&'static str], Vec<Item>)>);

impl Backup {
    pub async fn of(app: &TestApp) -> Self {
        let tables = &app.tables;
        let keys: [(&String, &'static [&'static str]); 5] = [
            (&tables.projects, &["project_id"]),
            (&tables.sessions, &["token_hash"]),
            (&tables.members, &["address", "organization_id"]),
            (&tables.joinable, &["edge", "organization_id"]),
            (&tables.organizations, &["organization", "item"]),
        ];
        let mut all = Vec::new();
        for (table, key) in keys {
            all.push((table.clone(), key, scan(app, table).await));
        }
        Self(all)
    }

    pub async fn restore(&self, app: &TestApp) {
        for (table, key, items) in &self.0 {
            let now = scan(app, table).await;
            for item in now.iter().filter(|item| !items.contains(item)) {
                let key = item.iter().filter(|(name, _)| key.contains(&name.as_str()));
                let key = key.map(|(name, value)| (name.clone(), value.clone())).collect();
                app.client.delete_item().table_name(table).set_key(Some(key)).send().await.expect("deleted");
            }
            for item in items.iter().filter(|item| !now.contains(item)) {
                app.client
                    .put_item()
                    .table_name(table)
                    .set_item(Some(item.clone()))
                    .send()
                    .await
                    .expect("put");
            }
        }
    }
}
