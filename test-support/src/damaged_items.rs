//! Items that another writer could store: damaged items, and items in other formats.

use aws_sdk_dynamodb::types::AttributeValue;
use serde_json::{Value, json};

use crate::{PROJECT_ID, TestApp};

/// An attribute name and its new value. `None` removes the attribute.
pub type AttributeChange = (String, Option<AttributeValue>);

impl TestApp {
    /// Sets or removes one attribute of a stored item.
    ///
    /// A key attribute with an empty name is ignored, for tables without a sort key.
    pub async fn damage(&self, table: &str, key: [(&str, &str); 2], change: &AttributeChange) {
        let mut update =
            self.client.update_item().table_name(table).expression_attribute_names("#a", &change.0);
        for (name, value) in key.into_iter().filter(|(name, _)| !name.is_empty()) {
            update = update.key(name, AttributeValue::S(value.to_owned()));
        }
        update = match &change.1 {
            None => update.update_expression("REMOVE #a"),
            Some(value) => {
                update.update_expression("SET #a = :v").expression_attribute_values(":v", value.clone())
            }
        };
        update.send().await.expect("a damaged item");
    }

    /// Changes an attribute of the Member amy@acme.com of an organization.
    pub async fn damage_member(&self, organization: &str, change: &AttributeChange) {
        let address = format!("{PROJECT_ID}#amy@acme.com");
        self.damage(&self.tables.members, [("address", &address), ("organization_id", organization)], change)
            .await;
    }

    /// Changes an attribute of an organization.
    pub async fn damage_organization(&self, id: &str, change: &AttributeChange) {
        let organization = format!("{PROJECT_ID}#{id}");
        let key = [("organization", organization.as_str()), ("record", "organization")];
        self.damage(&self.tables.organizations, key, change).await;
    }

    /// Changes an attribute of the project.
    pub async fn damage_project(&self, change: &AttributeChange) {
        self.damage(&self.tables.projects, [("project_id", PROJECT_ID), ("", "")], change).await;
    }
}

/// Stores a JWKS unchecked, as another writer could store it.
pub async fn store_jwks(app: &TestApp, keys: &[Value]) {
    let jwks = AttributeValue::S(json!({ "keys": keys }).to_string());
    app.damage_project(&("jwks".to_owned(), Some(jwks))).await;
}
