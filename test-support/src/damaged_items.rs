//! Items as another writer may store them: damaged, or in another form.

use aws_sdk_dynamodb::types::AttributeValue;
use serde_json::{Value, json};

use crate::{PROJECT_ID, TestApp};

/// An attribute, and the value that it gets; `None` removes it.
pub type Damage = (String, Option<AttributeValue>);

impl TestApp {
    /// Sets or removes one attribute of a stored item.
    pub async fn damage(&self, table: &str, key: [(&str, &str); 2], damage: &Damage) {
        let mut update =
            self.client.update_item().table_name(table).expression_attribute_names("#a", &damage.0);
        for (name, value) in key.into_iter().filter(|(name, _)| !name.is_empty()) {
            update = update.key(name, AttributeValue::S(value.to_owned()));
        }
        update = match &damage.1 {
            None => update.update_expression("REMOVE #a"),
            Some(value) => {
                update.update_expression("SET #a = :v").expression_attribute_values(":v", value.clone())
            }
        };
        update.send().await.expect("a damaged item");
    }

    /// Damages the Member of this test world, amy@acme.com.
    pub async fn damage_member(&self, organization: &str, damage: &Damage) {
        let address = format!("{PROJECT_ID}#amy@acme.com");
        self.damage(&self.tables.members, [("address", &address), ("organization_id", organization)], damage)
            .await;
    }

    /// Damages an organization.
    pub async fn damage_organization(&self, id: &str, damage: &Damage) {
        let organization = format!("{PROJECT_ID}#{id}");
        let key = [("organization", organization.as_str()), ("record", "organization")];
        self.damage(&self.tables.organizations, key, damage).await;
    }
}

/// Stores a JWKS as another writer could.
pub async fn store_jwks(app: &TestApp, keys: &[Value]) {
    let jwks = AttributeValue::S(json!({ "keys": keys }).to_string());
    let key = [("project_id", PROJECT_ID), ("", "")];
    app.damage(&app.tables.projects, key, &("jwks".to_owned(), Some(jwks))).await;
}
