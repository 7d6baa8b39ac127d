//! Direct writes of items and attributes, which bypass the writer.

use std::collections::HashMap;

use aws_sdk_dynamodb::types::AttributeValue;

use test_support::TestApp;

pub struct Raw<'a>(pub &'a TestApp);

/// A table and the key of an item.
pub struct ItemKey {
    table: String,
    key: HashMap<String, AttributeValue>,
}

pub trait Attribute {
    fn value(self) -> AttributeValue;
}

impl Attribute for &str {
    fn value(self) -> AttributeValue {
        AttributeValue::S(self.to_owned())
    }
}

impl Attribute for i64 {
    fn value(self) -> AttributeValue {
        AttributeValue::N(self.to_string())
    }
}

impl Attribute for AttributeValue {
    fn value(self) -> AttributeValue {
        self
    }
}

impl Raw<'_> {
    fn key(table: &str, key: [(&str, &str); 2]) -> ItemKey {
        let key = key.into_iter().map(|(name, text)| (name.to_owned(), text.value())).collect();
        ItemKey { table: table.to_owned(), key }
    }

    fn of_project(&self, rest: &str) -> String {
        format!("{}#{rest}", self.0.writer.project_id())
    }

    pub fn edge_item(&self, edge: &str, organization: &str) -> ItemKey {
        let keys = [("edge", &*self.of_project(edge)), ("organization_id", organization)];
        Self::key(&self.0.tables.joinable, keys)
    }

    pub fn organization_item(&self, id: &str) -> ItemKey {
        let keys = [("organization", &*self.of_project(id)), ("record", "organization")];
        Self::key(&self.0.tables.organizations, keys)
    }

    pub fn slug_item(&self, slug: &str) -> ItemKey {
        let keys = [("organization", &*self.of_project(&format!("slug#{slug}"))), ("record", "slug")];
        Self::key(&self.0.tables.organizations, keys)
    }

    pub fn counter_item(&self, id: &str, domain: &str) -> ItemKey {
        let keys = [("organization", &*self.of_project(id)), ("record", &*format!("verified#{domain}"))];
        Self::key(&self.0.tables.organizations, keys)
    }

    pub fn member_item(&self, address: &str, organization: &str) -> ItemKey {
        let keys = [("address", &*self.of_project(address)), ("organization_id", organization)];
        Self::key(&self.0.tables.members, keys)
    }

    pub fn id_item(&self, member: &str) -> ItemKey {
        self.member_item(member, "id")
    }

    pub fn session_item(&self, hash: &str) -> ItemKey {
        let key = HashMap::from([("token_hash".to_owned(), hash.value())]);
        ItemKey { table: self.0.tables.sessions.clone(), key }
    }

    pub fn project_item(&self) -> ItemKey {
        let key = HashMap::from([("project_id".to_owned(), self.0.writer.project_id().as_str().value())]);
        ItemKey { table: self.0.tables.projects.clone(), key }
    }

    pub async fn delete(&self, ItemKey { table, key }: ItemKey) {
        let delete = self.0.client.delete_item().table_name(table).set_key(Some(key));
        delete
            .condition_expression("attribute_exists(#s)")
            .expression_attribute_names("#s", "schema")
            .send()
            .await
            .expect("deleted");
    }

    pub async fn delete_if_present(&self, ItemKey { table, key }: ItemKey) {
        self.0.client.delete_item().table_name(table).set_key(Some(key)).send().await.expect("deleted");
    }

    /// Sets one attribute, and creates the item if it does not exist.
    pub async fn set(&self, ItemKey { table, key }: ItemKey, name: &str, value: impl Attribute) {
        let update = self.0.client.update_item().table_name(table).set_key(Some(key));
        let update = update.update_expression("SET #name = :value").expression_attribute_names("#name", name);
        update.expression_attribute_values(":value", value.value()).send().await.expect("updated");
    }

    pub async fn unset(&self, ItemKey { table, key }: ItemKey, name: &str) {
        let update = self.0.client.update_item().table_name(table).set_key(Some(key));
        let update = update.update_expression("REMOVE #name").expression_attribute_names("#name", name);
        update.send().await.expect("updated");
    }
}
