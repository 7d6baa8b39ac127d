//! Checks the id items, which make Member ids unique.

use std::collections::{BTreeMap, HashMap};

use crate::{
    consistency::{inconsistency::Inconsistency, member_ref::MemberRef, report::CheckReport},
    project_tables::ProjectTables,
    stored_items::{ItemState, StoredMembers},
};
use org_discovery::{
    domain::{Member, MemberId, ProjectId},
    store::{
        StoreError,
        dynamodb::{
            batch_get,
            items::{
                attributes::{Attributes, Damage, Item},
                members::{
                    ADDRESS, MemberLocation, ORGANIZATION_ID, id_key, member_key, partition_of, read_member,
                    read_member_location,
                },
                project_prefix::strip_project_prefix,
            },
        },
    },
};

/// Parses an id item.
pub(in crate::consistency) fn read_id(
    project: &ProjectId,
    item: &Item,
) -> Result<(MemberId, MemberLocation), Damage> {
    let location = read_member_location(item)?;
    let id = strip_project_prefix(Attributes::of(item)?.text(ADDRESS)?, project);
    let id = id.and_then(|id| MemberId::parse(id).ok());
    Ok((id.ok_or_else(|| Damage(format!("{ADDRESS} is malformed")))?, location))
}

/// Reports Members whose id item does not name their location.
pub(super) async fn check_ids_of(
    tables: &ProjectTables,
    members: &[Member],
    report: &mut CheckReport,
) -> Result<(), StoreError> {
    // Two Members may have the same id, but a batch must not repeat a key.
    let keys = members.iter().map(|member| id_key(&tables.project, &member.member_id));
    let keys: BTreeMap<String, Item> = keys.map(|key| (partition_of(&key).to_owned(), key)).collect();
    let found = batch_get(&tables.client, &tables.names.members, keys.into_values().collect()).await?;
    let ids: HashMap<&str, &Item> = found.iter().map(|item| (partition_of(item), item)).collect();
    for member in members {
        let key = id_key(&tables.project, &member.member_id);
        let is_located = match ids.get(partition_of(&key)).map(|item| read_member_location(item)) {
            Some(Ok(location)) => location == MemberLocation::of(member),
            // A damaged id item is reported separately.
            Some(Err(_)) => true,
            None => false,
        };
        if !is_located && let Some(taken_by) = missing_id_item(tables, member).await? {
            report.add(Inconsistency::MemberIdMissing { member: MemberRef::of(member), taken_by });
        }
    }
    Ok(())
}

/// Reports id items that name a location where the Member is not stored.
pub(super) async fn check_locations(
    tables: &ProjectTables,
    ids: &[(MemberId, MemberLocation)],
    report: &mut CheckReport,
) -> Result<(), StoreError> {
    // Two id items may name the same location, but a batch must not repeat a key.
    let keys: BTreeMap<_, _> =
        ids.iter().map(|(_, location)| (location.to_text(), location_key(tables, location))).collect();
    let found = batch_get(&tables.client, &tables.names.members, keys.into_values().collect()).await?;
    let items: HashMap<String, Item> =
        found.into_iter().map(|item| (full_key(&item).unwrap_or_default(), item)).collect();
    for (id, location) in ids {
        let item = full_key(&location_key(tables, location)).and_then(|key| items.get(&key));
        let is_located = match item.map(|item| read_member(&tables.project, item)) {
            Some(Ok(member)) => member.member_id == *id,
            Some(Err(_)) => true,
            None => false,
        };
        if !is_located && is_dangling(tables, id, location).await? {
            let (member_id, member_location) = (id.clone(), location.to_text());
            let organization_id = location.organization_id.clone();
            report.add(Inconsistency::MemberIdDangling { member_id, organization_id, member_location });
        }
    }
    Ok(())
}

/// Returns `Some` if the Member is stored and no id item names its location, with the location of another Member that
/// the id item names. Reads both items again.
async fn missing_id_item(
    tables: &ProjectTables,
    member: &Member,
) -> Result<Option<Option<String>>, StoreError> {
    let members = StoredMembers(tables);
    let key = member_key(&tables.project, &member.email_address, &member.organization_id);
    let item = members.item(key).await?;
    let stored = item.and_then(|item| read_member(&tables.project, &item).ok());
    if stored.is_none_or(|stored| stored.member_id != member.member_id) {
        return Ok(None);
    }
    Ok(match ItemState::of(members.location_of(&member.member_id).await)? {
        ItemState::Present(location) if location == MemberLocation::of(member) => None,
        ItemState::Present(location) if is_dangling(tables, &member.member_id, &location).await? => {
            Some(None)
        }
        ItemState::Present(location) => Some(Some(location.to_text())),
        ItemState::Absent => Some(None),
        ItemState::Damaged => None,
    })
}

/// Returns true if the id item names the location and the Member is not stored there. Reads both items again.
pub(in crate::consistency) async fn is_dangling(
    tables: &ProjectTables,
    id: &MemberId,
    location: &MemberLocation,
) -> Result<bool, StoreError> {
    let members = StoredMembers(tables);
    if ItemState::of(members.location_of(id).await)?.present().as_ref() != Some(location) {
        return Ok(false);
    }
    let item = members.item(location_key(tables, location)).await?;
    Ok(match item.map(|item| read_member(&tables.project, &item)) {
        Some(Ok(member)) => member.member_id != *id,
        Some(Err(_)) => false,
        None => true,
    })
}

fn location_key(tables: &ProjectTables, location: &MemberLocation) -> Item {
    member_key(&tables.project, &location.address, &location.organization_id)
}

/// Returns the partition key and sort key of an item as one string.
fn full_key(item: &Item) -> Option<String> {
    let sort_key = item.get(ORGANIZATION_ID)?.as_s().ok()?;
    Some(format!("{} {sort_key}", partition_of(item)))
}
