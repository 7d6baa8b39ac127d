//! Items that cannot be read.

use std::collections::BTreeMap;

use aws_sdk_dynamodb::types::AttributeValue;
use serde_json::{Map, Value, json};

use super::CheckReport;
use crate::writer::{
    Outcome, WriteError, Writer, limits,
    transaction::{Condition, Transaction},
};
use org_discovery::{
    domain::Organization,
    store::{
        StoreError,
        dynamodb::{
            items::{
                attributes::{Item, SCHEMA, SCHEMA_ATTRIBUTE, text},
                joinable,
                members::{self, MemberItemKind},
                object::OBJECT,
                organizations::{self, OrganizationItemKind, organization_key},
                retired_addresses::read_retired_address,
                sessions,
                slugs::read_slug,
            },
            store_error,
        },
    },
};

impl Writer {
    /// Removes the item of this key, if it is still there and damaged, and gives its attributes.
    ///
    /// An organization is never removed: its Members would be taken for strays. Writing it anew replaces it. Neither is a
    /// project, which holds secrets.
    pub(super) async fn remove_damaged(
        &self,
        table: &str,
        key: &BTreeMap<String, String>,
    ) -> Result<Option<Value>, WriteError> {
        let Some(name) = self.removable_from(table) else {
            return Ok(None);
        };
        let key: Item = key.iter().map(|(name, value)| (name.clone(), text(value))).collect();
        let request =
            self.client.get_item().table_name(name).set_key(Some(key.clone())).consistent_read(true);
        let Some(item) = request.send().await.map_err(|error| store_error(&error))?.item else {
            return Ok(None);
        };
        if is_of_newer_version(&item) || !self.is_damaged(table, &item) {
            return Ok(None);
        }
        let told_by = [OBJECT, SCHEMA_ATTRIBUTE].into_iter().find_map(|name| item.get_key_value(name));
        let unchanged = told_by.map(|(name, value)| Condition::Equal(name, value.clone()));
        let mut transaction = Transaction::default();
        transaction.delete(name, key, unchanged.as_ref());
        Ok(self.commit(transaction).await?.written().map(|_| attributes(&item)))
    }

    /// Removes an organization's item that cannot be read, so that `next` can be written in its place.
    ///
    /// # Errors
    /// [`WriteError::Refused`] when `next` could not be written then, and nothing is removed; or [`WriteError::Store`].
    pub async fn discard_damaged_organization(&self, next: &Organization) -> Result<Outcome, WriteError> {
        limits::organization(next)?;
        let id = &next.organization_id;
        self.slug_change(id, None, Some(next)).await?;
        let key = organization_key(&self.project, id);
        let request = self.client.get_item().table_name(&self.tables.organizations);
        let request = request.set_key(Some(key.clone())).consistent_read(true);
        let Some(item) = request.send().await.map_err(|error| store_error(&error))?.item else {
            return Ok(Outcome::Absent);
        };
        match self.stored_organization(id).await {
            Err(WriteError::Store(StoreError::Damaged { .. })) => {}
            stored => return stored.map(|_| Outcome::Unchanged),
        }
        let mut transaction = Transaction::default();
        transaction.delete(&self.tables.organizations, key, same_item(&item).as_ref());
        self.commit(transaction).await?.written().ok_or(WriteError::Contended)
    }

    fn removable_from(&self, table: &str) -> Option<&str> {
        match table {
            sessions::TABLE => Some(&self.tables.sessions),
            members::TABLE => Some(&self.tables.members),
            joinable::TABLE => Some(&self.tables.joinable),
            organizations::TABLE => Some(&self.tables.organizations),
            _ => None,
        }
    }

    fn is_damaged(&self, table: &str, item: &Item) -> bool {
        match table {
            sessions::TABLE => self.read_whole_session(item).is_err(),
            members::TABLE => self.is_damaged_in_members(item),
            joinable::TABLE => self.read_edge(item).is_err(),
            organizations::TABLE => match organizations::kind_of(item) {
                OrganizationItemKind::Object => false,
                OrganizationItemKind::Counter => self.read_counter(item).is_err(),
                OrganizationItemKind::Slug => read_slug(&self.project, item).is_err(),
            },
            _ => false,
        }
    }

    fn is_damaged_in_members(&self, item: &Item) -> bool {
        match members::kind_of(item) {
            MemberItemKind::Id => self.read_id(item).is_err(),
            MemberItemKind::RetiredAddress => read_retired_address(&self.project, item).is_err(),
            MemberItemKind::Member => {
                let (mut counted, mut report) = (BTreeMap::new(), CheckReport::default());
                self.check_member(item, &mut counted, &mut report).is_err()
            }
        }
    }
}

/// What a newer version wrote is not damaged, only not known here.
fn is_of_newer_version(item: &Item) -> bool {
    let schema = item.get(SCHEMA_ATTRIBUTE).and_then(|schema| schema.as_n().ok()?.parse::<u64>().ok());
    schema.zip(SCHEMA.parse().ok()).is_some_and(|(schema, known)| schema > known)
}

/// An item that may lack everything is told by what it has.
fn same_item(item: &Item) -> Option<Condition<'_>> {
    let told_by = [OBJECT, SCHEMA_ATTRIBUTE].into_iter().find_map(|name| item.get_key_value(name));
    told_by.map(|(name, value)| Condition::Equal(name, value.clone()))
}

/// An item as JSON.
fn attributes(item: &Item) -> Value {
    let value = |value: &AttributeValue| match value {
        AttributeValue::S(text) => json!(text),
        AttributeValue::N(digits) => json!({ "N": digits }),
        other => json!(format!("{other:?}")),
    };
    Value::Object(
        item.iter().map(|(name, attribute)| (name.clone(), value(attribute))).collect::<Map<_, _>>(),
    )
}
