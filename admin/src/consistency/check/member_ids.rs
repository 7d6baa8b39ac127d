//! The items that make the ids of Members unique.

use std::collections::{BTreeMap, HashMap};

use crate::{
    consistency::{inconsistency::Inconsistency, member_ref::MemberRef, report::CheckReport},
    project_tables::ProjectTables,
    stored_items::{Readable, StoredMembers},
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
                partition_key::name_of_partition,
            },
        },
    },
};

/// Parses the item of an id.
pub(in crate::consistency) fn read_id(
    project: &ProjectId,
    item: &Item,
) -> Result<(MemberId, MemberLocation), Damage> {
    let location = read_member_location(item)?;
    let id = name_of_partition(Attributes::of(item)?.text(ADDRESS)?, project);
    let id = id.and_then(|id| MemberId::parse(id).ok());
    Ok((id.ok_or_else(|| Damage(format!("{ADDRESS} is malformed")))?, location))
}

/// Reports Members whose id does not lead to them.
pub(super) async fn check_ids_of(
    tables: &ProjectTables,
    members: &[Member],
    report: &mut CheckReport,
) -> Result<(), StoreError> {
    // Two Members may have one id, and a batch contains no key twice.
    let keys = members.iter().map(|member| id_key(&tables.project, &member.member_id));
    let keys: BTreeMap<String, Item> = keys.map(|key| (partition_of(&key).to_owned(), key)).collect();
    let found = batch_get(&tables.client, &tables.names.members, keys.into_values().collect()).await?;
    let ids: HashMap<&str, &Item> = found.iter().map(|item| (partition_of(item), item)).collect();
    for member in members {
        let key = id_key(&tables.project, &member.member_id);
        let leads_to_it = match ids.get(partition_of(&key)).map(|item| read_member_location(item)) {
            Some(Ok(location)) => location == MemberLocation::of(member),
            // It is reported as damaged.
            Some(Err(_)) => true,
            None => false,
        };
        if !leads_to_it && is_without_id(tables, member).await? {
            report.add(Inconsistency::MemberIdMissing { member: MemberRef::of(member) });
        }
    }
    Ok(())
}

/// Reports ids whose location does not hold their Member.
pub(super) async fn check_locations(
    tables: &ProjectTables,
    ids: &[(MemberId, MemberLocation)],
    report: &mut CheckReport,
) -> Result<(), StoreError> {
    // Two ids may name one location, and a batch contains no key twice.
    let keys: BTreeMap<_, _> =
        ids.iter().map(|(_, location)| (location.to_text(), location_key(tables, location))).collect();
    let found = batch_get(&tables.client, &tables.names.members, keys.into_values().collect()).await?;
    let items: HashMap<String, Item> =
        found.into_iter().map(|item| (whole_key(&item).unwrap_or_default(), item)).collect();
    for (id, location) in ids {
        let item = whole_key(&location_key(tables, location)).and_then(|key| items.get(&key));
        let leads_to_it = match item.map(|item| read_member(&tables.project, item)) {
            Some(Ok(member)) => member.member_id == *id,
            Some(Err(_)) => true,
            None => false,
        };
        if !leads_to_it && is_dangling(tables, id, location).await? {
            let (member_id, member_location) = (id.clone(), location.to_text());
            report.add(Inconsistency::MemberIdDangling { member_id, member_location });
        }
    }
    Ok(())
}

/// Returns whether the Member is stored, and its id does not lead to it, both read now.
async fn is_without_id(tables: &ProjectTables, member: &Member) -> Result<bool, StoreError> {
    let members = StoredMembers(tables);
    let key = member_key(&tables.project, &member.email_address, &member.organization_id);
    let item = members.item(key).await?;
    let stored = item.and_then(|item| read_member(&tables.project, &item).ok());
    let is_stored = stored.is_some_and(|stored| stored.member_id == member.member_id);
    Ok(match Readable::of(members.location_of(&member.member_id).await)? {
        Readable::Present(location) => is_stored && location != MemberLocation::of(member),
        Readable::Absent => is_stored,
        Readable::Corrupt => false,
    })
}

/// Returns whether the id names the location, and the Member is not stored there, both read now.
pub(in crate::consistency) async fn is_dangling(
    tables: &ProjectTables,
    id: &MemberId,
    location: &MemberLocation,
) -> Result<bool, StoreError> {
    let members = StoredMembers(tables);
    if Readable::of(members.location_of(id).await)?.present().as_ref() != Some(location) {
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

/// Returns both parts of an item's key in one text.
fn whole_key(item: &Item) -> Option<String> {
    let sort_key = item.get(ORGANIZATION_ID)?.as_s().ok()?;
    Some(format!("{} {sort_key}", partition_of(item)))
}
