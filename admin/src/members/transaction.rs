//! The transaction that changes a Member, its id item, its retired-address items and the counters together.

use std::collections::BTreeMap;

use aws_sdk_dynamodb::types::AttributeValue;

use super::{
    counters::{CountChange, changed_counters, count_changes},
    existing_state::ExistingState,
};
use crate::{
    WriteError,
    project_tables::ProjectTables,
    stamps::Stamps,
    stored_items::{ItemAtAddress, StoredMember, at_member_revision},
    transactions::{Condition, Transaction, invalid_item},
};
use org_discovery::{
    domain::{EmailAddress, EmailDomain, Member, MemberStatus, OrganizationId, ProjectId, SecurityStamp},
    store::dynamodb::items::{
        attributes::{Item, key, text},
        members::{
            ADDRESS, COUNTED_DOMAIN, ELIGIBLE_BY, MEMBER_LOCATION, MemberLocation, REVISION, SECURITY_STAMP,
            id_item, id_key, member_item, member_key,
        },
        organizations::{VERIFIED_MEMBERS, counter_key},
        retired_addresses::RetiredAddress,
    },
};

/// Returns the item of a Member with a new revision and with its verified domain as counted domain.
pub(crate) fn new_member_item(
    project: &ProjectId,
    member: &Member,
    stamps: Stamps<'_>,
    stamp: &SecurityStamp,
) -> Result<Item, WriteError> {
    let mut item = member_item(project, member).map_err(invalid_item)?;
    let revision = stamps.revision();
    item.extend(key([(REVISION, text(revision.as_str())), (SECURITY_STAMP, text(stamp.as_str()))]));
    item.extend(member.verified_domain().map(|domain| (COUNTED_DOMAIN.to_owned(), text(domain.as_str()))));
    Ok(item)
}

/// Returns the attribute with the rule by which a pending Member joins, while it stays pending. Any other status is the
/// decision of the writer, which needs no rule.
fn kept_eligibility(current: Option<&StoredMember>, next: &Member) -> Option<(String, AttributeValue)> {
    let stays_pending = |stored: &&StoredMember| {
        stored.member.status == MemberStatus::Pending
            && next.status == MemberStatus::Pending
            && stored.member.email_address == next.email_address
    };
    let rule = current.filter(stays_pending)?.eligible_by.as_ref()?;
    Some((ELIGIBLE_BY.to_owned(), text(rule)))
}

/// Collects the changes of one or several Members. Performs no I/O.
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
        let moved =
            existing.previous_location(next).and_then(|_| existing.current(next)?.counted_domain.as_ref());
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

    /// Sets the counted domain of a stored Member to its verified domain, and changes nothing else. Its retired
    /// addresses may belong to other Members, and the repair of a counter must not take them.
    pub(crate) fn recount(self, stored: &StoredMember) -> Result<Transaction, WriteError> {
        self.rewrite(stored, &stored.security_stamp)
    }

    /// Replaces the security stamp of a stored Member, which ends its sessions.
    pub(super) fn end_sessions(self, stored: &StoredMember) -> Result<Transaction, WriteError> {
        let stamp = self.stamps.security_stamp();
        self.rewrite(stored, &stamp)
    }

    fn rewrite(mut self, stored: &StoredMember, stamp: &SecurityStamp) -> Result<Transaction, WriteError> {
        let member = &stored.member;
        let mut item = self.member_item(member, stamp)?;
        item.extend(kept_eligibility(Some(stored), member));
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

    /// Puts the Member item, its id item and its retired-address items, and removes the items that they replace.
    fn put_items(&mut self, existing: &ExistingState, next: &Member) -> Result<(), WriteError> {
        let mut item = match existing.kept_security_stamp(next) {
            Some(stamp) => self.member_item(next, stamp)?,
            None => self.member_item(next, &self.stamps.security_stamp())?,
        };
        item.extend(kept_eligibility(existing.current(next), next));
        self.changes.put(&self.tables.names.members, item, Some(&existing.at_address.unchanged()));
        if let Some(location) = existing.previous_location(next) {
            self.leave_location(location, existing, next);
        }
        if let Some(replaced) = existing.replaced(next) {
            self.delete_id(&replaced.member);
        }
        self.put_retired_addresses(existing, next);
        // For a Member that stays at its location, the condition on its revision protects the id item too.
        if existing.current(next).is_none() || existing.previous_location(next).is_some() {
            self.put_id(existing.location.as_ref(), next);
        }
        Ok(())
    }

    /// Removes the Member from its previous location. If it was not found there, a condition requires that it has not
    /// returned, because it would be stored twice. If the Member retires the address, the retired-address item replaces
    /// the Member item.
    fn leave_location(&mut self, location: &MemberLocation, existing: &ExistingState, next: &Member) {
        if next.reserved_addresses().contains(&location.address) {
            return;
        }
        let table = &self.tables.names.members;
        let key = member_key(&self.tables.project, &location.address, &location.organization_id);
        let unchanged = existing.at_location.unchanged();
        match existing.current(next) {
            Some(_) => self.changes.delete(table, key, Some(&unchanged)),
            None => self.changes.check(table, key, &unchanged),
        }
    }

    /// Puts the missing retired-address items of the Member. A deleted Member at such an address is replaced.
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

    /// Deletes the items of addresses that the Member no longer reserves. If the Member returned to an address, its
    /// Member item has already replaced the item.
    fn delete_unreserved(&mut self, existing: &ExistingState, next: &Member) {
        let reserved = next.reserved_addresses();
        let is_kept = |address: &EmailAddress| reserved.contains(address) || *address == next.email_address;
        let released = existing.at_reserved.iter().filter(|(address, _)| !is_kept(address));
        self.delete_retired(next, released);
    }

    /// Deletes the retired-address items that belong to the Member, as many as fit into the transaction. Another writer
    /// may have stored more than this one accepts; `orgctl check --repair` removes the rest.
    fn delete_retired<'f>(
        &mut self,
        member: &Member,
        found: impl Iterator<Item = (&'f EmailAddress, &'f ItemAtAddress)>,
    ) {
        let retired = found.filter(|(_, found)| found.is_retired_by(&member.member_id));
        for (address, found) in retired.take(self.changes.room()) {
            let key = member_key(&self.tables.project, address, &member.organization_id);
            self.changes.delete(&self.tables.names.members, key, Some(&found.unchanged()));
        }
    }

    /// Returns the item of a Member with a new revision and with its verified domain as counted domain.
    fn member_item(&self, member: &Member, stamp: &SecurityStamp) -> Result<Item, WriteError> {
        new_member_item(&self.tables.project, member, self.stamps, stamp)
    }

    fn delete_id(&mut self, member: &Member) {
        let unchanged = Condition::Equal(MEMBER_LOCATION, text(MemberLocation::of(member).to_text()));
        let key = id_key(&self.tables.project, &member.member_id);
        self.changes.delete(&self.tables.names.members, key, Some(&unchanged));
    }

    /// Puts the id item, on the condition that it still names the location that was read.
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
            self.changes.add(table, key, (VERIFIED_MEMBERS, amount), &self.stamps.revision(), None);
        }
    }
}
