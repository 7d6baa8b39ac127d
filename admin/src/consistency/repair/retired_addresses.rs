//! Repairs of retired-address items.

use super::outcome::RepairOutcome;
use crate::{
    WriteError,
    consistency::{
        check::retired_addresses::{Precondition, Reservation, reservation},
        member_ref::MemberRef,
    },
    project_tables::ProjectTables,
    stored_items::{ItemAtAddress, StoredMembers, at_member_revision},
    transactions::{Condition, Transaction},
};
use org_discovery::{
    domain::{EmailAddress, MemberId, OrganizationId},
    store::dynamodb::items::{
        attributes::text,
        members::{ADDRESS, member_key},
        retired_addresses::{RETIRED_BY, RetiredAddress},
    },
};

/// Puts the item that reserves an address that a Member retired.
pub(super) async fn put_missing(
    tables: &ProjectTables,
    member: &MemberRef,
    address: &EmailAddress,
) -> Result<RepairOutcome, WriteError> {
    let (members, MemberRef { organization_id, member_id, email_address, .. }) =
        (StoredMembers(tables), member);
    let Some(stored) = members.member_at(email_address, organization_id).await? else {
        return Ok(RepairOutcome::NotRepaired);
    };
    let is_reserved = stored.member.reserved_addresses().contains(address);
    if stored.member.member_id != *member_id || !is_reserved {
        return Ok(RepairOutcome::NotRepaired);
    }
    let ItemAtAddress::Nothing = members.at_address(address, organization_id).await? else {
        return Ok(RepairOutcome::NotRepaired);
    };
    let retired = retired_address(organization_id, address, member_id);
    let mut transaction = Transaction::default();
    let absent = Condition::Absent(ADDRESS);
    transaction.put(&tables.names.members, retired.to_item(&tables.project), Some(&absent));
    let key = member_key(&tables.project, email_address, organization_id);
    transaction.check(&tables.names.members, key, &at_member_revision(&stored));
    Ok(transaction.commit(&tables.client).await?.into())
}

/// Deletes the item of an address that its Member does not reserve.
pub(super) async fn delete_extra(
    tables: &ProjectTables,
    organization: &OrganizationId,
    address: &EmailAddress,
    retired_by: &MemberId,
) -> Result<RepairOutcome, WriteError> {
    let retired = retired_address(organization, address, retired_by);
    let Reservation::Extra(Precondition { key: evidence, unchanged }) = reservation(tables, &retired).await?
    else {
        return Ok(RepairOutcome::NotRepaired);
    };
    let mut transaction = Transaction::default();
    let key = member_key(&tables.project, &retired.address, &retired.organization_id);
    let same_member = Condition::Equal(RETIRED_BY, text(retired.retired_by.as_str()));
    transaction.delete(&tables.names.members, key, Some(&same_member));
    transaction.check(&tables.names.members, evidence, &unchanged);
    Ok(transaction.commit(&tables.client).await?.into())
}

fn retired_address(
    organization: &OrganizationId,
    address: &EmailAddress,
    retired_by: &MemberId,
) -> RetiredAddress {
    RetiredAddress {
        address: address.clone(),
        organization_id: organization.clone(),
        retired_by: retired_by.clone(),
    }
}
