//! The transaction that changes a Member, the item of its id, its retired addresses and the counters together.

use std::collections::BTreeMap;

use super::{
    counters::{CountChange, changed_counters, count_changes},
    existing_state::ExistingState,
};
use crate::{
    WriteError,
    project_tables::ProjectTables,
    stamps::Stamps,
    stored_items::{ItemAtAddress, StoredMember, at_member_revision},
    transactions::{Condition, Transaction, not_an_item},
};
use org_discovery::{
    domain::{EmailAddress, EmailDomain, Member, OrganizationId, SecurityStamp},
    store::dynamodb::items::{
        attributes::{Item, key, text},
        members::{
            ADDRESS, COUNTED_DOMAIN, MEMBER_LOCATION, MemberLocation, REVISION, SECURITY_STAMP, id_item,
            id_key, member_item, member_key,
        },
        organizations::{VERIFIED_MEMBERS, counter_key},
        retired_addresses::RetiredAddress,
    },
};

/// Collects the changes of one or several Members, without any I/O.
pub(crate) struct MemberTransaction<'w> {
    tables: &'w ProjectTables,
    stamps: Stamps<'w>,
    changes: Transaction,
}

impl<'w> MemberTransaction<'w> {
    pub(crate) fn new(tables: &'w ProjectTables, stamps: Stamps<'w>) -> Self {
        Self { tables, stamps, changes: Transaction::default() }
    }

    /// Puts one Member.
    pub(super) fn put(mut self, existing: &ExistingState, next: &Member) -> Result<Transaction, WriteError> {
        self.put_items(existing, next)?;
        let moved = existing.location_left(next).and_then(|_| existing.own(next)?.counted_domain.as_ref());
        self.change_counters(&next.organization_id, count_changes(existing, next), moved);
        self.delete_unreserved(existing, next);
        Ok(self.changes)
    }

    /// Puts several Members of one organization, and changes each counter once.
    pub(super) fn put_all(
        mut self,
        organization: &OrganizationId,
        members: &[(ExistingState, Member)],
    ) -> Result<Transaction, WriteError> {
        for (existing, next) in members {
            self.put_items(existing, next)?;
        }
        let changes = members.iter().flat_map(|(existing, next)| count_changes(existing, next));
        self.change_counters(organization, changes, None);
        Ok(self.changes)
    }

    /// Counts a stored Member for the domain that it verifies, and changes nothing else: its retired addresses may be held
    /// by other Members, and the repair of a counter must not take them away.
    pub(crate) fn recount(mut self, stored: &StoredMember) -> Result<Transaction, WriteError> {
        let member = &stored.member;
        let item = self.member_item(member, &stored.security_stamp)?;
        self.changes.put(&self.tables.names.members, item, Some(&at_member_revision(stored)));
        let changes = [(stored.counted_domain.as_ref(), -1), (member.verified_domain(), 1)];
        self.change_counters(&member.organization_id, changes.into_iter(), None);
        Ok(self.changes)
    }

    /// Removes a stored Member.
    pub(super) fn erase(
        mut self,
        stored: &StoredMember,
        at_reserved: &BTreeMap<EmailAddress, ItemAtAddress>,
    ) -> Transaction {
        let Member { email_address, organization_id, .. } = &stored.member;
        let key = member_key(&self.tables.project, email_address, organization_id);
        self.changes.delete(&self.tables.names.members, key, Some(&at_member_revision(stored)));
        self.delete_id(&stored.member);
        let changes = [(stored.counted_domain.as_ref(), -1)];
        self.change_counters(organization_id, changes.into_iter(), None);
        self.delete_retired(&stored.member, at_reserved.iter());
        self.changes
    }

    /// Puts the Member's item, the item of its id and the items of its retired addresses, and removes what they replace.
    fn put_items(&mut self, existing: &ExistingState, next: &Member) -> Result<(), WriteError> {
        let item = match existing.kept_security_stamp(next) {
            Some(stamp) => self.member_item(next, stamp)?,
            None => self.member_item(next, &self.stamps.security_stamp())?,
        };
        self.changes.put(&self.tables.names.members, item, Some(&existing.at_address.unchanged()));
        if let Some(location) = existing.location_left(next) {
            self.leave(location, existing, next);
        }
        if let Some(displaced) = existing.displaced(next) {
            self.delete_id(&displaced.member);
        }
        self.put_retired_addresses(existing, next);
        // The revision of an item that was found where its id names it, and stays there, protects the id as well.
        if existing.own(next).is_none() || existing.location_left(next).is_some() {
            self.put_id(existing.location.as_ref(), next);
        }
        Ok(())
    }

    /// Removes the Member from a location that it leaves. If it was not found there, it must not have come back since: it
    /// would be stored twice. A location whose address the Member retires is overwritten instead.
    fn leave(&mut self, location: &MemberLocation, existing: &ExistingState, next: &Member) {
        if next.reserved_addresses().contains(&location.address) {
            return;
        }
        let table = &self.tables.names.members;
        let key = member_key(&self.tables.project, &location.address, &location.organization_id);
        let unchanged = existing.at_location.unchanged();
        match existing.own(next) {
            Some(_) => self.changes.delete(table, key, Some(&unchanged)),
            None => self.changes.check(table, key, &unchanged),
        }
    }

    /// Puts the items of the addresses that the Member retires, unless they exist. A deleted Member at such an address gives
    /// way.
    fn put_retired_addresses(&mut self, existing: &ExistingState, next: &Member) {
        for address in next.reserved_addresses() {
            let found = existing.at_reserved.get(address).unwrap_or(&ItemAtAddress::Nothing);
            if found.is_retired_by(&next.member_id) {
                continue;
            }
            let retired = RetiredAddress {
                address: address.clone(),
                organization_id: next.organization_id.clone(),
                retired_by: next.member_id.clone(),
            };
            let item = retired.to_item(&self.tables.project);
            self.changes.put(&self.tables.names.members, item, Some(&found.unchanged()));
            if let Some(other) = found.member().filter(|other| other.member.member_id != next.member_id) {
                self.delete_id(&other.member);
            }
        }
    }

    /// Deletes the items of the addresses that the Member no longer reserves. The item of one that it returns to was
    /// overwritten.
    fn delete_unreserved(&mut self, existing: &ExistingState, next: &Member) {
        let reserved = next.reserved_addresses();
        let is_kept = |address: &EmailAddress| reserved.contains(address) || *address == next.email_address;
        let given_up = existing.at_reserved.iter().filter(|(address, _)| !is_kept(address));
        self.delete_retired(next, given_up);
    }

    /// Deletes those of the items that belong to the Member, as many as fit the transaction: another writer may have stored
    /// more than this one accepts. `orgctl check --repair` removes the rest.
    fn delete_retired<'f>(
        &mut self,
        member: &Member,
        found: impl Iterator<Item = (&'f EmailAddress, &'f ItemAtAddress)>,
    ) {
        let own = found.filter(|(_, found)| found.is_retired_by(&member.member_id));
        for (address, found) in own.take(self.changes.room()) {
            let key = member_key(&self.tables.project, address, &member.organization_id);
            self.changes.delete(&self.tables.names.members, key, Some(&found.unchanged()));
        }
    }

    /// Returns the item of a Member under a new revision, counted for the domain that it verifies.
    fn member_item(&self, member: &Member, stamp: &SecurityStamp) -> Result<Item, WriteError> {
        let mut item = member_item(&self.tables.project, member).map_err(not_an_item)?;
        let revision = self.stamps.revision();
        item.extend(key([(REVISION, text(revision.as_str())), (SECURITY_STAMP, text(stamp.as_str()))]));
        item.extend(
            member.verified_domain().map(|domain| (COUNTED_DOMAIN.to_owned(), text(domain.as_str()))),
        );
        Ok(item)
    }

    fn delete_id(&mut self, member: &Member) {
        let unchanged = Condition::Equal(MEMBER_LOCATION, text(MemberLocation::of(member).to_text()));
        let key = id_key(&self.tables.project, &member.member_id);
        self.changes.delete(&self.tables.names.members, key, Some(&unchanged));
    }

    /// Puts the item of the id, if it still names the location that was read.
    fn put_id(&mut self, location: Option<&MemberLocation>, next: &Member) {
        let unchanged = match location {
            None => Condition::Absent(ADDRESS),
            Some(location) => Condition::Equal(MEMBER_LOCATION, text(location.to_text())),
        };
        let item = id_item(&self.tables.project, &next.member_id, &MemberLocation::of(next));
        self.changes.put(&self.tables.names.members, item, Some(&unchanged));
    }

    fn change_counters<'d>(
        &mut self,
        organization: &OrganizationId,
        changes: impl Iterator<Item = CountChange<'d>>,
        moved: Option<&EmailDomain>,
    ) {
        for (domain, amount) in changed_counters(changes, moved) {
            let key = counter_key(&self.tables.project, organization, domain);
            let table = &self.tables.names.organizations;
            self.changes.add(table, key, VERIFIED_MEMBERS, amount, &self.stamps.revision());
        }
    }
}
