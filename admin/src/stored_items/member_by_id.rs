//! Reads a Member by its id.

use super::{ItemAtAddress, StoredMember, StoredMembers};
use crate::{
    WriteError,
    project_tables::ProjectTables,
    transactions::{ATTEMPTS, Committed, Condition, Transaction},
};
use org_discovery::{
    domain::{MemberId, OrganizationId},
    store::dynamodb::items::{
        attributes::text,
        members::{MEMBER_LOCATION, MemberLocation, id_key, member_key},
    },
};

/// Returns the Member with this id, if it belongs to this organization.
pub(crate) async fn member_by_id(
    tables: &ProjectTables,
    organization: &OrganizationId,
    id: &MemberId,
) -> Result<Option<StoredMember>, WriteError> {
    let members = StoredMembers(tables);
    for _ in 0..ATTEMPTS {
        let location = members.location_of(id).await?;
        let Some(location) = location.filter(|location| location.organization_id == *organization) else {
            return Ok(None);
        };
        match members.at_address(&location.address, organization).await? {
            ItemAtAddress::Member(stored) if stored.member.member_id == *id => return Ok(Some(*stored)),
            // A concurrent move can look like absence, so both items are checked in one transaction.
            found if is_unchanged(tables, id, &location, &found).await? => return Ok(None),
            _ => {}
        }
    }
    Err(WriteError::Contended)
}

/// Returns true if the id item and the item at its location are both still as they were read, checked in one
/// transaction. Sequential reads could miss a Member that moved away and back.
async fn is_unchanged(
    tables: &ProjectTables,
    id: &MemberId,
    location: &MemberLocation,
    found: &ItemAtAddress,
) -> Result<bool, WriteError> {
    let mut transaction = Transaction::default();
    let names_location = Condition::Equal(MEMBER_LOCATION, text(location.to_text()));
    transaction.check(&tables.names.members, id_key(&tables.project, id), &names_location);
    let key = member_key(&tables.project, &location.address, &location.organization_id);
    transaction.check(&tables.names.members, key, &found.unchanged());
    Ok(transaction.commit(&tables.client).await? == Committed::Yes)
}
