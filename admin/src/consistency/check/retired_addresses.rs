//! Retired addresses, compared with the Members that retired them.

use std::collections::BTreeMap;

use crate::{
    consistency::{inconsistency::Inconsistency, member_ref::MemberRef, report::CheckReport},
    project_tables::ProjectTables,
    stored_items::{ItemAtAddress, Readable, StoredMembers, at_member_revision},
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

/// Reports the addresses that Members reserve without an item.
pub(super) async fn check_reserved(
    tables: &ProjectTables,
    members: &[Member],
    report: &mut CheckReport,
) -> Result<(), StoreError> {
    for member in members.iter().filter(|member| !member.reserved_addresses().is_empty()) {
        for (retired_email_address, found) in reserved_now(tables, member).await? {
            if !found.is_retired_by(&member.member_id) {
                let (member, taken_by) = (MemberRef::of(member), holder(&found));
                let missing =
                    Inconsistency::RetiredAddressMissing { member, retired_email_address, taken_by };
                report.add(missing);
            }
        }
    }
    Ok(())
}

/// Reports items whose Member does not reserve the address.
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

/// Returns the items at the addresses that the Member reserves, all read now. Empty when the Member is no longer stored.
async fn reserved_now(
    tables: &ProjectTables,
    member: &Member,
) -> Result<BTreeMap<EmailAddress, ItemAtAddress>, StoreError> {
    let members = StoredMembers(tables);
    let stored = members.member_at(&member.email_address, &member.organization_id).await;
    let Some(stored) = Readable::of(stored)?.present() else {
        return Ok(BTreeMap::new());
    };
    let reserved = members.at_reserved_addresses(Some(&stored.member), None).await.map(Some);
    let reserved = Readable::of(reserved)?.present().unwrap_or_default();
    Ok(if stored.member.member_id == member.member_id { reserved } else { BTreeMap::new() })
}

/// The relation of a retired address's item to its Member.
pub(in crate::consistency) enum Reservation {
    /// The Member reserves the address, or this cannot be determined: an id that leads to another organization or to another
    /// Member is an inconsistency of its own.
    Kept,
    /// The Member does not reserve the address while this item has this state.
    Extra(Witness),
}

/// The item, and its state, that shows that an address is not reserved.
pub(in crate::consistency) struct Witness {
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
    let found = Readable::of(members.at_address(address, organization_id).await.map(Some))?.present();
    if !found.is_some_and(|found| found.is_retired_by(retired_by)) {
        return Ok(Reservation::Kept);
    }
    let location = match Readable::of(members.location_of(retired_by).await)? {
        Readable::Corrupt => return Ok(Reservation::Kept),
        Readable::Absent => {
            let (key, unchanged) = (id_key(&tables.project, retired_by), Condition::Absent(ADDRESS));
            return Ok(Reservation::Extra(Witness { key, unchanged }));
        }
        Readable::Present(location) if location.organization_id != *organization_id => {
            return Ok(Reservation::Kept);
        }
        Readable::Present(location) => location,
    };
    let stored = members.member_at(&location.address, organization_id).await;
    match Readable::of(stored)? {
        Readable::Present(stored)
            if stored.member.member_id == *retired_by
                && !stored.member.reserved_addresses().contains(address) =>
        {
            let key = member_key(&tables.project, &location.address, organization_id);
            Ok(Reservation::Extra(Witness { key, unchanged: at_member_revision(&stored) }))
        }
        _ => Ok(Reservation::Kept),
    }
}

/// Returns the Member that has the address, or another one that retired it.
fn holder(found: &ItemAtAddress) -> Option<MemberId> {
    match found {
        ItemAtAddress::Nothing => None,
        ItemAtAddress::Member(stored) => Some(stored.member.member_id.clone()),
        ItemAtAddress::RetiredBy(member) => Some(member.clone()),
    }
}
