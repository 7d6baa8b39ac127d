//! Checks the retired-address items against the Members that retired the addresses.

use std::collections::BTreeMap;

use crate::{
    consistency::{inconsistency::Inconsistency, member_ref::MemberRef, report::CheckReport},
    project_tables::ProjectTables,
    stored_items::{ItemAtAddress, ItemState, StoredMembers, at_member_revision},
    transactions::Condition,
};
use org_discovery::{
    domain::{EmailAddress, Member, MemberId},
    store::{
        StoreError,
        dynamodb::items::{
            attributes::Item,
            members::{ADDRESS, id_key, member_key},
            retired_addresses::RetiredAddress,
        },
    },
};

/// Reports retired addresses without an item that reserves them.
pub(super) async fn check_reserved(
    tables: &ProjectTables,
    members: &[Member],
    report: &mut CheckReport,
) -> Result<(), StoreError> {
    for member in members.iter().filter(|member| !member.reserved_addresses().is_empty()) {
        for (retired_email_address, found) in reserved_now(tables, member).await? {
            if !found.is_retired_by(&member.member_id) {
                let taken_by = holder(tables, member, &retired_email_address, &found).await?;
                let member = MemberRef::of(member);
                let missing =
                    Inconsistency::RetiredAddressMissing { member, retired_email_address, taken_by };
                report.add(missing);
            }
        }
    }
    Ok(())
}

/// Reports items that reserve an address that their Member did not retire.
pub(super) async fn check_retired(
    tables: &ProjectTables,
    retired: Vec<RetiredAddress>,
    report: &mut CheckReport,
) -> Result<(), StoreError> {
    for retired in retired {
        if let Reservation::Extra(_) = reservation(tables, &retired).await? {
            let RetiredAddress { address: retired_email_address, organization_id, retired_by } = retired;
            let extra =
                Inconsistency::RetiredAddressExtra { organization_id, retired_email_address, retired_by };
            report.add(extra);
        }
    }
    Ok(())
}

/// Reads the items at the addresses that the Member reserves. Empty if the Member is no longer stored.
async fn reserved_now(
    tables: &ProjectTables,
    member: &Member,
) -> Result<BTreeMap<EmailAddress, ItemAtAddress>, StoreError> {
    let members = StoredMembers(tables);
    let stored = members.member_at(&member.email_address, &member.organization_id).await;
    let Some(stored) = ItemState::of(stored)?.present() else {
        return Ok(BTreeMap::new());
    };
    let reserved = members.at_reserved_addresses(Some(&stored.member), None).await.map(Some);
    let reserved = ItemState::of(reserved)?.present().unwrap_or_default();
    Ok(if stored.member.member_id == member.member_id { reserved } else { BTreeMap::new() })
}

/// The result of comparing a retired-address item with its Member.
pub(in crate::consistency) enum Reservation {
    /// The Member reserves the address, or this cannot be determined. An id item that names another organization or
    /// Member is reported as a separate inconsistency.
    Kept,
    /// The Member does not reserve the address, as long as the precondition is true.
    Extra(Precondition),
}

/// The item, and its required state, that proves that an address is not reserved.
pub(in crate::consistency) struct Precondition {
    pub(in crate::consistency) key: Item,
    pub(in crate::consistency) unchanged: Condition<'static>,
}

/// Reads the item and the Member that it names, and compares them.
pub(in crate::consistency) async fn reservation(
    tables: &ProjectTables,
    retired: &RetiredAddress,
) -> Result<Reservation, StoreError> {
    let RetiredAddress { address, organization_id, retired_by } = retired;
    let members = StoredMembers(tables);
    let found = ItemState::of(members.at_address(address, organization_id).await.map(Some))?.present();
    if !found.is_some_and(|found| found.is_retired_by(retired_by)) {
        return Ok(Reservation::Kept);
    }
    let location = match ItemState::of(members.location_of(retired_by).await)? {
        ItemState::Damaged => return Ok(Reservation::Kept),
        ItemState::Absent => {
            let (key, unchanged) = (id_key(&tables.project, retired_by), Condition::Absent(ADDRESS));
            return Ok(Reservation::Extra(Precondition { key, unchanged }));
        }
        ItemState::Present(location) if location.organization_id != *organization_id => {
            return Ok(Reservation::Kept);
        }
        ItemState::Present(location) => location,
    };
    let stored = members.member_at(&location.address, organization_id).await;
    match ItemState::of(stored)? {
        ItemState::Present(stored)
            if stored.member.member_id == *retired_by
                && !stored.member.reserved_addresses().contains(address) =>
        {
            let key = member_key(&tables.project, &location.address, organization_id);
            Ok(Reservation::Extra(Precondition { key, unchanged: at_member_revision(&stored) }))
        }
        _ => Ok(Reservation::Kept),
    }
}

/// Returns the other Member that has the address or retired it. An item of a Member that did not retire the address is
/// reported as a separate inconsistency.
async fn holder(
    tables: &ProjectTables,
    member: &Member,
    address: &EmailAddress,
    found: &ItemAtAddress,
) -> Result<Option<MemberId>, StoreError> {
    Ok(match found {
        ItemAtAddress::Nothing => None,
        ItemAtAddress::Member(stored) => Some(stored.member.member_id.clone()),
        ItemAtAddress::RetiredBy(retired_by) => {
            let (address, retired_by) = (address.clone(), retired_by.clone());
            let organization_id = member.organization_id.clone();
            let retired = RetiredAddress { address, organization_id, retired_by };
            match reservation(tables, &retired).await? {
                Reservation::Extra(_) => None,
                Reservation::Kept => Some(retired.retired_by),
            }
        }
    })
}
