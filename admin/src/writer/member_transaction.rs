//! A Member, the item that makes its id unique, its retired addresses and the counters: changed together.

use std::collections::BTreeMap;

use super::{
    WriteError, Writer,
    member_before::{AtAddress, Before, StoredMember},
    transaction::{Committed, Condition, Transaction, not_an_item},
};
use org_discovery::{
    domain::{EmailAddress, EmailDomain, Member, MemberId, OrganizationId, Stamp},
    store::dynamodb::items::{
        attributes::{Item, key, text},
        members::{ADDRESS, COUNTED, LIFE, PLACE, Place, REVISION, id_item, id_key, member_item, member_key},
        organizations::{VERIFIED_MEMBERS, counter_key},
        retired_addresses::{RETIRED_BY, RetiredAddress},
    },
};

impl Writer {
    pub(super) fn put_transaction(&self, before: &Before, next: &Member) -> Result<Transaction, WriteError> {
        let mut transaction = Transaction::default();
        self.put_rows(&mut transaction, before, next)?;
        let moved = before.place_left(next).and_then(|_| before.own(next)?.counted.as_ref());
        self.count(&mut transaction, &next.organization_id, counted_changes(before, next), moved);
        self.delete_retired_addresses(&mut transaction, before, next);
        Ok(transaction)
    }

    /// Several Members of one organization at once: their rows, and one change of each counter.
    pub(super) fn put_all_transaction(
        &self,
        organization: &OrganizationId,
        members: &[(Before, Member)],
    ) -> Result<Transaction, WriteError> {
        let mut transaction = Transaction::default();
        for (before, next) in members {
            self.put_rows(&mut transaction, before, next)?;
        }
        let changes = members.iter().flat_map(|(before, next)| counted_changes(before, next));
        self.count(&mut transaction, organization, changes, None);
        Ok(transaction)
    }

    /// The Member's row, id and retired addresses, and what has to go for them.
    fn put_rows(
        &self,
        transaction: &mut Transaction,
        before: &Before,
        next: &Member,
    ) -> Result<(), WriteError> {
        let unchanged = as_read(&before.at_address);
        transaction.put(&self.tables.members, self.stamped_item(before, next)?, Some(&unchanged));
        if let Some(place) = before.place_left(next) {
            self.leave(transaction, place, before, next);
        }
        if let Some(displaced) = before.displaced(next) {
            self.delete_id(transaction, &displaced.member);
        }
        self.put_retired_addresses(transaction, before, next);
        // The revision of a row that was found where its id says, and stays there, protects the id as well.
        if before.own(next).is_none() || before.place_left(next).is_some() {
            self.put_id(transaction, before.place.as_ref(), next);
        }
        Ok(())
    }

    /// Removes the Member from a place that it leaves. Where it was not found there, it must not have come back since: it
    /// would be stored twice. A place whose address the Member retires is overwritten instead.
    fn leave(&self, transaction: &mut Transaction, place: &Place, before: &Before, next: &Member) {
        if next.reserved_addresses().contains(&place.address) {
            return;
        }
        let (table, key) =
            (&self.tables.members, member_key(&self.project, &place.address, &place.organization_id));
        let unchanged = as_read(&before.at_place);
        match before.own(next) {
            Some(_) => transaction.delete(table, key, Some(&unchanged)),
            None => transaction.check(table, key, &unchanged),
        }
    }

    /// Writes the items of the addresses that the Member retires, unless they are there. A deleted Member at such an address
    /// gives way.
    fn put_retired_addresses(&self, transaction: &mut Transaction, before: &Before, next: &Member) {
        for address in next.reserved_addresses() {
            let found = before.at_reserved.get(address).unwrap_or(&AtAddress::Nothing);
            if found.is_retired_by(&next.member_id) {
                continue;
            }
            let retired = RetiredAddress {
                address: address.clone(),
                organization_id: next.organization_id.clone(),
                retired_by: next.member_id.clone(),
            };
            transaction.put(&self.tables.members, retired.to_item(&self.project), Some(&as_read(found)));
            if let Some(other) = found.member().filter(|other| other.member.member_id != next.member_id) {
                self.delete_id(transaction, &other.member);
            }
        }
    }

    /// Removes the items of the addresses that the Member no longer reserves. One that it returns to was overwritten.
    fn delete_retired_addresses(&self, transaction: &mut Transaction, before: &Before, next: &Member) {
        let reserved = next.reserved_addresses();
        let is_kept = |address: &EmailAddress| reserved.contains(address) || *address == next.email_address;
        let given_up = before.at_reserved.iter().filter(|(address, _)| !is_kept(address));
        self.delete_retired(transaction, next, given_up);
    }

    /// Removes those of the items that are the Member's, as many as the transaction has room for: another writer may have
    /// stored more than this one accepts. The rest holds nobody up for long, because `orgctl check --repair` removes it.
    fn delete_retired<'f>(
        &self,
        transaction: &mut Transaction,
        member: &Member,
        found: impl Iterator<Item = (&'f EmailAddress, &'f AtAddress)>,
    ) {
        let own = found.filter(|(_, found)| found.is_retired_by(&member.member_id));
        for (address, found) in own.take(transaction.room()) {
            let key = member_key(&self.project, address, &member.organization_id);
            transaction.delete(&self.tables.members, key, Some(&as_read(found)));
        }
    }

    /// Whether the id leads to this place and somebody else or nobody is there, both as they were read and at one moment: read
    /// one after the other, they could also be of a Member that moved away and back.
    pub(super) async fn leads_nowhere(
        &self,
        id: &MemberId,
        place: &Place,
        found: &AtAddress,
    ) -> Result<bool, WriteError> {
        let (table, mut transaction) = (&self.tables.members, Transaction::default());
        let leads_there = Condition::Equal(PLACE, text(place.to_text()));
        transaction.check(table, id_key(&self.project, id), &leads_there);
        let key = member_key(&self.project, &place.address, &place.organization_id);
        transaction.check(table, key, &as_read(found));
        Ok(self.commit(transaction).await? == Committed::Yes)
    }

    fn stamped_item(&self, before: &Before, next: &Member) -> Result<Item, WriteError> {
        match before.ongoing_life(next) {
            Some(life) => self.row_item(next, life),
            None => self.row_item(next, &self.fresh_stamp()),
        }
    }

    /// Returns the item of a Member under a new revision, counted for the domain that it vouches for.
    fn row_item(&self, member: &Member, life: &Stamp) -> Result<Item, WriteError> {
        let mut item = member_item(&self.project, member).map_err(not_an_item)?;
        item.extend(key([(REVISION, text(self.fresh_stamp().as_str())), (LIFE, text(life.as_str()))]));
        item.extend(member.vouches_for().map(|domain| (COUNTED.to_owned(), text(domain.as_str()))));
        Ok(item)
    }

    /// Counts a stored Member for the domain that it vouches for, and changes nothing else: its retired addresses may be held
    /// by others, and a repair of a counter must not take them away.
    pub(super) fn recount_transaction(&self, stored: &StoredMember) -> Result<Transaction, WriteError> {
        let member = &stored.member;
        let mut transaction = Transaction::default();
        let item = self.row_item(member, &stored.life)?;
        transaction.put(&self.tables.members, item, Some(&at_revision(Some(stored))));
        let changes = [(stored.counted.as_ref(), -1), (member.vouches_for(), 1)];
        self.count(&mut transaction, &member.organization_id, changes.into_iter(), None);
        Ok(transaction)
    }

    pub(super) async fn erase_transaction(&self, stored: &StoredMember) -> Result<Transaction, WriteError> {
        let mut transaction = Transaction::default();
        self.delete_member_row(&mut transaction, stored);
        self.delete_id(&mut transaction, &stored.member);
        let organization = &stored.member.organization_id;
        self.count(&mut transaction, organization, [(stored.counted.as_ref(), -1)].into_iter(), None);
        let found = self.at_reserved(Some(&stored.member), None).await?;
        self.delete_retired(&mut transaction, &stored.member, found.iter());
        Ok(transaction)
    }

    fn delete_member_row(&self, transaction: &mut Transaction, stored: &StoredMember) {
        let Member { email_address, organization_id, .. } = &stored.member;
        let key = member_key(&self.project, email_address, organization_id);
        transaction.delete(&self.tables.members, key, Some(&at_revision(Some(stored))));
    }

    fn delete_id(&self, transaction: &mut Transaction, member: &Member) {
        let unchanged = Condition::Equal(PLACE, text(Place::of(member).to_text()));
        transaction.delete(&self.tables.members, id_key(&self.project, &member.member_id), Some(&unchanged));
    }

    /// Lets the id of `next` say where it stands, if it still says what was read.
    fn put_id(&self, transaction: &mut Transaction, before: Option<&Place>, next: &Member) {
        let unchanged = match before {
            None => Condition::Absent(ADDRESS),
            Some(place) => Condition::Equal(PLACE, text(place.to_text())),
        };
        let item = id_item(&self.project, &next.member_id, &Place::of(next));
        transaction.put(&self.tables.members, item, Some(&unchanged));
    }

    /// Adds up who ceases (-1) and who begins (+1) to be counted, and changes the counters that differ.
    ///
    /// The counter of a Member that moved to another address changes its revision too, also when its number stays: whoever
    /// counts the rows anew could meet the Member twice or not at all, and must be able to tell.
    fn count<'d>(
        &self,
        transaction: &mut Transaction,
        organization: &OrganizationId,
        changes: impl Iterator<Item = (Option<&'d EmailDomain>, i64)>,
        moved: Option<&EmailDomain>,
    ) {
        let mut sums: BTreeMap<&EmailDomain, i64> = BTreeMap::new();
        for (domain, amount) in changes {
            if let Some(domain) = domain {
                *sums.entry(domain).or_default() += amount;
            }
        }
        for (domain, amount) in
            sums.into_iter().filter(|(domain, amount)| *amount != 0 || moved == Some(*domain))
        {
            let key = counter_key(&self.project, organization, domain);
            let table = &self.tables.organizations;
            transaction.add(table, key, VERIFIED_MEMBERS, amount, &self.fresh_stamp());
        }
    }
}

/// Who ceases (-1) and who begins (+1) to be counted, and for which domain.
fn counted_changes<'b>(
    before: &'b Before,
    next: &'b Member,
) -> impl Iterator<Item = (Option<&'b EmailDomain>, i64)> {
    let reserved = next.reserved_addresses();
    let at_reserved = before.at_reserved.iter().filter(move |(address, _)| reserved.contains(address));
    let given_way = at_reserved
        .filter_map(|(_, found)| found.member())
        .filter(|stored| stored.member.member_id != next.member_id);
    let ceasing = [before.own(next), before.displaced(next)].into_iter().flatten().chain(given_way);
    ceasing.map(|stored| (stored.counted.as_ref(), -1)).chain([(next.vouches_for(), 1)])
}

/// The condition that an item is still as it was read.
fn as_read(found: &AtAddress) -> Condition<'static> {
    match found {
        AtAddress::Nothing => Condition::Absent(ADDRESS),
        AtAddress::Member(stored) => at_revision(Some(stored)),
        AtAddress::RetiredBy(member) => Condition::Equal(RETIRED_BY, text(member.as_str())),
    }
}

/// The condition that a Member's item is still at the revision that was read, or still absent.
pub(super) fn at_revision(stored: Option<&StoredMember>) -> Condition<'static> {
    match stored {
        None => Condition::Absent(ADDRESS),
        Some(stored) => Condition::Equal(REVISION, text(stored.revision.as_str())),
    }
}
