//! Reads the stored state that a write of a Member depends on.

use super::existing_state::ExistingState;
use crate::stored_items::{ItemAtAddress, StoredMember, StoredMembers};
use org_discovery::{
    domain::Member,
    store::{StoreError, dynamodb::items::members::MemberLocation},
};

/// Reads the state for a write of `member`.
pub(super) async fn read_state(
    stored: StoredMembers<'_>,
    member: &Member,
) -> Result<ExistingState, StoreError> {
    let location = stored.location_of(&member.member_id).await?;
    let at_address = stored.at_address(&member.email_address, &member.organization_id).await?;
    let at_location = match &location {
        Some(location) if *location == MemberLocation::of(member) => at_address.clone(),
        Some(location) => stored.at_address(&location.address, &location.organization_id).await?,
        None => ItemAtAddress::Nothing,
    };
    let current = at_location.member().filter(|stored| stored.member.member_id == member.member_id);
    let current = current.map(|stored| &stored.member);
    let mut at_reserved = stored.at_reserved_addresses(current, Some(member)).await?;
    // The write must be planned from one read of this item. A second read of a moving Member could differ.
    if let Some(found) = location.as_ref().and_then(|location| at_reserved.get_mut(&location.address)) {
        found.clone_from(&at_location);
    }
    Ok(ExistingState { location, at_location, at_address, at_reserved })
}

/// Reads the state for a write of a Member that keeps its address.
pub(super) async fn read_state_at_same_address(
    reads: StoredMembers<'_>,
    stored: StoredMember,
    next: &Member,
) -> Result<ExistingState, StoreError> {
    let location = Some(MemberLocation::of(&stored.member));
    let at_reserved = reads.at_reserved_addresses(Some(&stored.member), Some(next)).await?;
    let at_address = ItemAtAddress::Member(Box::new(stored));
    Ok(ExistingState { location, at_location: at_address.clone(), at_address, at_reserved })
}
