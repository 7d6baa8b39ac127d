//! Items, changed behind the writer's back.

use std::collections::HashMap;

use aws_sdk_dynamodb::types::AttributeValue;

use test_support::TestApp;

pub struct Raw<'a>(pub &'a TestApp);

/// A table, and the key of an item.
pub struct Place {
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
    fn place(table: &str, key: [(&str, &str); 2]) -> Place {
        let key = key.into_iter().map(|(name, text)| (name.to_owned(), text.value())).collect();
        Place { table: table.to_owned(), key }
    }

    fn of_project(&self, rest: &str) -> String {
        format!("{}#{rest}", self.0.writer.project_id())
    }

    pub fn edge(&self, edge: &str, organization: &str) -> Place {
        let keys = [("edge", &*self.of_project(edge)), ("organization_id", organization)];
        Self::place(&self.0.tables.joinable, keys)
    }

    pub fn organization(&self, id: &str) -> Place {
        let keys = [("organization", &*self.of_project(id)), ("item", "organization")];
        Self::place(&self.0.tables.organizations, keys)
    }

    pub fn counter(&self, id: &str, domain: &str) -> Place {
        let keys = [("organization", &*self.of_project(id)), ("item", &*format!("verified#{domain}"))];
        Self::place(&self.0.tables.organizations, keys)
    }

    pub fn member(&self, address: &str, organization: &str) -> Place {
        let keys = [("address", &*self.of_project(address)), ("organization_id", organization)];
        Self::place(&self.0.tables.members, keys)
    }

    pub fn id(&self, member: &str) -> Place {
        self.member(member, "id")
    }

    pub fn session(&self, hash: &str) -> Place {
        let key = HashMap::from([("token_hash".to_owned(), hash.value())]);
        Place { table: self.0.tables.sessions.clone(), key }
    }

    pub fn project(&self) -> Place {
        let key = HashMap::from([("project_id".to_owned(), self.0.writer.project_id().as_str().value())]);
        Place { table: self.0.tables.projects.clone(), key }
    }

    pub async fn delete(&self, Place { table, key }: Place) {
        let delete = self.0.client.delete_item().table_name(table).set_key(Some(key));
        delete
            .condition_expression("attribute_exists(#s)")
            .expression_attribute_names("#s", "schema")
            .send()
            .await
            .expect("deleted");
    }

    pub async fn delete_if_there(&self, Place { table, key }: Place) {
        self.0.client.delete_item().table_name(table).set_key(Some(key)).send().await.expect("deleted");
    }

    /// Sets one attribute, of an item that may not be there yet.
    pub async fn set(&self, Place { table, key }: Place, name: &str, value: impl Attribute) {
        let update = self.0.client.update_item().table_name(table).set_key(Some(key));
        let update = update.update_expression("SET #name = :value").expression_attribute_names("#name", name);
        update.expression_attribute_values(":value", value.value()).send().await.expect("updated");
    }

    pub async fn unset(&self, Place { table, key }: Place, name: &str) {
        let update = self.0.client.update_item().table_name(table).set_key(Some(key));
        let update = update.update_expression("REMOVE #name").expression_attribute_names("#name", name);
        update.send().await.expect("updated");
    }
}
