//! The state that a Member's write finds, and the rules that the write must keep.

use std::collections::BTreeMap;

use crate::{
    Outcome, Refusal,
    stored_items::{ItemAtAddress, StoredMember},
};
use org_discovery::{
    domain::{EmailAddress, Member, RetiredEmailAddress, SecurityStamp, Timestamp},
    store::dynamodb::items::members::MemberLocation,
};

/// The state that a write finds.
pub(crate) struct ExistingState {
    /// The location that the item of the id names.
    pub(super) location: Option<MemberLocation>,
    /// The item at that location. The reads are not of one moment: the Member may have moved, and another one taken its
    /// address.
    pub(super) at_location: ItemAtAddress,
    /// The item at the new address in the organization, which may be the Member's own.
    pub(super) at_address: ItemAtAddress,
    /// The items at the addresses that the Member reserves now or will reserve.
    pub(super) at_reserved: BTreeMap<EmailAddress, ItemAtAddress>,
}

impl ExistingState {
    /// Returns the Member itself, if it is at the location that its id names.
    pub(super) fn own(&self, next: &Member) -> Option<&StoredMember> {
        self.at_location.member().filter(|stored| stored.member.member_id == next.member_id)
    }

    /// Returns the Member with timestamps, and without its own address among the retired ones: a Member that returns to an
    /// address uses it again.
    fn completed(&self, member: &Member, now: Timestamp) -> Member {
        let own = self.own(member).map(|stored| &stored.member);
        let created_at = member.created_at.or_else(|| own?.created_at).or(Some(now));
        let updated_at = member.updated_at.or_else(|| own?.updated_at).or(Some(now));
        let mut next = Member { created_at, updated_at, ..member.clone() };
        let returned = |retired: &RetiredEmailAddress| retired.email_address == member.email_address;
        next.retired_email_addresses.retain(|retired| !returned(retired));
        next
    }

    /// Returns the Member that is to be written, and the outcome.
    pub(super) fn plan(&self, member: &Member, now: Timestamp) -> Result<(Member, Outcome), Refusal> {
        let next = self.completed(member, now);
        self.refuse_conflicts(&next)?;
        self.refuse_reserved_by_others(&next)?;
        let outcome = match self.own(&next) {
            None => Outcome::Added,
            Some(own) if own.member == next => Outcome::Unchanged,
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

    /// Refuses to retire an address that another Member has or retired. A deleted Member gives way.
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

    /// Returns the security stamp that `next` keeps, or `None` when it gets a new one: a Member that was absent, was deleted
    /// or had another address starts again, and sessions from before stay invalid.
    pub(super) fn kept_security_stamp(&self, next: &Member) -> Option<&SecurityStamp> {
        let own = self.own(next)?;
        let continues =
            own.member.email_address == next.email_address && (own.member.is_live() || !next.is_live());
        continues.then_some(&own.security_stamp)
    }

    /// Returns another Member at the address: a deleted one, which a new Member may replace.
    pub(super) fn displaced(&self, next: &Member) -> Option<&StoredMember> {
        self.at_address.member().filter(|stored| stored.member.member_id != next.member_id)
    }

    /// Returns the location that the Member leaves.
    pub(super) fn location_left(&self, next: &Member) -> Option<&MemberLocation> {
        self.location.as_ref().filter(|location| **location != MemberLocation::of(next))
    }
}
