//! Repairs of the id items, which make Member ids unique.

use super::{
    members::{item_of, same_object},
    outcome::RepairOutcome,
};
use crate::{
    WriteError,
    consistency::{check::member_ids::is_dangling, member_ref::MemberRef},
    project_tables::ProjectTables,
    stored_items::StoredMembers,
    transactions::{Condition, Transaction},
};
use org_discovery::{
    domain::MemberId,
    store::dynamodb::items::{
        attributes::text,
        members::{ADDRESS, MEMBER_LOCATION, MemberLocation, id_item, id_key, member_key, read_member},
    },
};

/// Puts the id item of a Member. If the existing id item names another Member with the same id, only an operator can
/// decide which Member is correct.
pub(super) async fn put_missing(
    tables: &ProjectTables,
    member: &MemberRef,
) -> Result<RepairOutcome, WriteError> {
    let Some(item) = item_of(tables, member).await? else {
        return Ok(RepairOutcome::NotRepaired);
    };
    let Ok(member) = read_member(&tables.project, &item) else {
        return Ok(RepairOutcome::NotRepaired);
    };
    let location = StoredMembers(tables).location_of(&member.member_id).await?;
    let unchanged = match &location {
        None => Condition::Absent(ADDRESS),
        Some(location) if is_dangling(tables, &member.member_id, location).await? => {
            Condition::Equal(MEMBER_LOCATION, text(location.to_text()))
        }
        Some(_) => return Ok(RepairOutcome::NotRepaired),
    };
    let mut transaction = Transaction::default();
    let id = id_item(&tables.project, &member.member_id, &MemberLocation::of(&member));
    transaction.put(&tables.names.members, id, Some(&unchanged));
    let key = member_key(&tables.project, &member.email_address, &member.organization_id);
    transaction.check(&tables.names.members, key, &same_object(&item));
    Ok(transaction.commit(&tables.client).await?.into())
}

/// Deletes an id item whose Member is not stored.
pub(super) async fn delete_dangling(
    tables: &ProjectTables,
    id: &MemberId,
    location: &str,
) -> Result<RepairOutcome, WriteError> {
    let stored = StoredMembers(tables).location_of(id).await?;
    let Some(stored) = stored.filter(|stored| stored.to_text() == location) else {
        return Ok(RepairOutcome::NotRepaired);
    };
    if !is_dangling(tables, id, &stored).await? {
        return Ok(RepairOutcome::NotRepaired);
    }
    let mut transaction = Transaction::default();
    let unchanged = Condition::Equal(MEMBER_LOCATION, text(location));
    transaction.delete(&tables.names.members, id_key(&tables.project, id), Some(&unchanged));
    Ok(transaction.commit(&tables.client).await?.into())
}
