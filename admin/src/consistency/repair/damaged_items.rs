//! Removal of damaged items.

use std::collections::BTreeMap;

use aws_sdk_dynamodb::types::AttributeValue;
use serde_json::{Map, Value, json};

use super::outcome::RepairOutcome;
use crate::{
    WriteError,
    consistency::check::{
        counters::read_counter, edges::read_edge, member_ids::read_id, members::check_member,
        sessions::read_whole_session,
    },
    project_tables::ProjectTables,
    stored_items::is_of_newer_version,
    transactions::{Committed, Condition, Transaction},
};
use org_discovery::{
    domain::ProjectId,
    store::dynamodb::items::{
        attributes::{Item, text},
        joinable,
        members::{self, MemberItemKind},
        organizations::{self, OrganizationItemKind},
        retired_addresses::read_retired_address,
        sessions,
        slugs::read_slug,
    },
};

/// Removes the item with this key, if it still exists and is damaged, and returns its attributes.
///
/// An organization is never removed, because its Members would be dangling; writing the organization replaces the item.
/// A project is not removed either, because it contains secrets.
pub(super) async fn remove(
    tables: &ProjectTables,
    table: &str,
    key: &BTreeMap<String, String>,
) -> Result<RepairOutcome, WriteError> {
    let Some(name) = removable_from(tables, table) else {
        return Ok(RepairOutcome::NotRepaired);
    };
    let key: Item = key.iter().map(|(name, value)| (name.clone(), text(value))).collect();
    let Some(item) = tables.get(name, key.clone()).await? else {
        return Ok(RepairOutcome::NotRepaired);
    };
    if is_of_newer_version(&item) || !is_damaged(&tables.project, table, &item) {
        return Ok(RepairOutcome::NotRepaired);
    }
    let mut transaction = Transaction::default();
    transaction.delete(name, key, Condition::same_item(&item).as_ref());
    Ok(match transaction.commit(&tables.client).await? {
        Committed::Yes => RepairOutcome::Removed(attributes(&item)),
        Committed::Conflict => RepairOutcome::NotRepaired,
    })
}

fn removable_from<'t>(tables: &'t ProjectTables, table: &str) -> Option<&'t str> {
    match table {
        sessions::TABLE => Some(&tables.names.sessions),
        members::TABLE => Some(&tables.names.members),
        joinable::TABLE => Some(&tables.names.joinable),
        organizations::TABLE => Some(&tables.names.organizations),
        _ => None,
    }
}

fn is_damaged(project: &ProjectId, table: &str, item: &Item) -> bool {
    match table {
        sessions::TABLE => read_whole_session(project, item).is_err(),
        members::TABLE => match members::kind_of(item) {
            MemberItemKind::Id => read_id(project, item).is_err(),
            MemberItemKind::RetiredAddress => read_retired_address(project, item).is_err(),
            MemberItemKind::Member => check_member(project, item).is_err(),
        },
        joinable::TABLE => read_edge(project, item).is_err(),
        organizations::TABLE => match organizations::kind_of(item) {
            OrganizationItemKind::Object => false,
            OrganizationItemKind::Counter => read_counter(project, item).is_err(),
            OrganizationItemKind::Slug => read_slug(project, item).is_err(),
        },
        _ => false,
    }
}

/// Returns an item as JSON.
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
