//! The stored state that a write of a Member depends on, and the rules for the write.

use std::collections::BTreeMap;

use crate::{
    Outcome, Refusal,
    stored_items::{ItemAtAddress, StoredMember},
};
use org_discovery::{
    domain::{EmailAddress, Member, RetiredEmailAddress, SecurityStamp, Timestamp},
    store::dynamodb::items::members::MemberLocation,
};

/// The stored state that a write of a Member depends on.
pub(crate) struct ExistingState {
    /// The location that the id item names.
    pub(super) location: Option<MemberLocation>,
    /// The item at that location. The reads are not a snapshot, so another Member may have taken the address in the
    /// meantime.
    pub(super) at_location: ItemAtAddress,
    /// The item at the new address in the organization, which may be the current address of the Member.
    pub(super) at_address: ItemAtAddress,
    /// The items at the addresses that the Member reserves before or after the write.
    pub(super) at_reserved: BTreeMap<EmailAddress, ItemAtAddress>,
}

impl ExistingState {
    /// Returns the stored Member, if it is at the location that its id item names.
    pub(super) fn current(&self, next: &Member) -> Option<&StoredMember> {
        self.at_location.member().filter(|stored| stored.member.member_id == next.member_id)
    }

    /// Adds missing timestamps, and removes the Member's own address from its retired addresses: a Member can return to
    /// an address that it retired.
    fn completed(&self, member: &Member, now: Timestamp) -> Member {
        let current = self.current(member).map(|stored| &stored.member);
        let created_at = member.created_at.or_else(|| current?.created_at).or(Some(now));
        let updated_at = member.updated_at.or_else(|| current?.updated_at).or(Some(now));
        let mut next = Member { created_at, updated_at, ..member.clone() };
        let returned = |retired: &RetiredEmailAddress| retired.email_address == member.email_address;
        next.retired_email_addresses.retain(|retired| !returned(retired));
        next
    }

    /// Returns the Member to write, and the outcome.
    pub(super) fn plan(&self, member: &Member, now: Timestamp) -> Result<(Member, Outcome), Refusal> {
        let next = self.completed(member, now);
        self.refuse_conflicts(&next)?;
        self.refuse_reserved_by_others(&next)?;
        let outcome = match self.current(&next) {
            None => Outcome::Added,
            Some(current) if current.member == next => Outcome::Unchanged,
            Some(_) => Outcome::Changed,
        };
        Ok((next, outcome))
    }

    fn refuse_conflicts(&self, next: &Member) -> Result<(), Refusal> {
        let (member_id, organization_id) = (next.member_id.clone(), next.organization_id.clone());
        if let Some(location) = &self.location
            && location.organization_id != organization_id
        {
            let organization_id = location.organization_id.clone();
            return Err(Refusal::MemberIdTaken { member_id, organization_id });
        }
        match &self.at_address {
            ItemAtAddress::RetiredBy(other) if *other != member_id => {
                Err(Refusal::AddressRetired { organization_id, member_id: other.clone() })
            }
            ItemAtAddress::Member(other) if other.member.member_id != member_id && other.member.is_live() => {
                Err(Refusal::AddressTaken { organization_id, member_id: other.member.member_id.clone() })
            }
            _ => Ok(()),
        }
    }

    /// Refuses to retire an address that another Member has or retired. A deleted Member at the address is replaced.
    pub(super) fn refuse_reserved_by_others(&self, next: &Member) -> Result<(), Refusal> {
        for address in next.reserved_addresses() {
            let holder = match self.at_reserved.get(address) {
                Some(ItemAtAddress::RetiredBy(other)) => other,
                Some(ItemAtAddress::Member(other)) if other.member.is_live() => &other.member.member_id,
                _ => continue,
            };
            if *holder != next.member_id {
                let (organization_id, member_id) = (next.organization_id.clone(), holder.clone());
                return Err(Refusal::RetiredAddressTaken { organization_id, member_id });
            }
        }
        Ok(())
    }

    /// Returns the security stamp that `next` keeps. `None` if it gets a new one, which invalidates earlier sessions:
    /// the Member is new, is reactivated or changes its address.
    pub(super) fn kept_security_stamp(&self, next: &Member) -> Option<&SecurityStamp> {
        let current = self.current(next)?;
        let continues = current.member.email_address == next.email_address
            && (current.member.is_live() || !next.is_live());
        continues.then_some(&current.security_stamp)
    }

    /// Returns the other, deleted Member at the address, which `next` replaces.
    pub(super) fn replaced(&self, next: &Member) -> Option<&StoredMember> {
        self.at_address.member().filter(|stored| stored.member.member_id != next.member_id)
    }

    /// Returns the location that the Member leaves, if it moves.
    pub(super) fn previous_location(&self, next: &Member) -> Option<&MemberLocation> {
        self.location.as_ref().filter(|location| **location != MemberLocation::of(next))
    }
}
