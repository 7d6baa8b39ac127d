//! A Member, the item that makes its id unique, and the counters: changed together.

use std::collections::BTreeMap;

use super::{
    WriteError, Writer,
    member_before::{Before, StoredMember},
    transaction::{Condition, Transaction, not_an_item},
};
use crate::{
    domain::{EmailDomain, Member, OrganizationId},
    store::dynamodb::{
        item::{SCHEMA, SCHEMA_ATTRIBUTE, number, text},
        members::{ADDRESS, PLACE, Place, REVISION, id_item, id_key, member_item, member_key},
        organizations::{VERIFIED_MEMBERS, counter_key},
    },
};

impl Writer {
    pub(super) fn put_transaction(&self, before: &Before, next: &Member) -> Result<Transaction, WriteError> {
        let table = &self.tables.members;
        let mut transaction = Transaction::default();
        let revision = before.at_address.as_ref().map_or(0, |stored| stored.revision);
        let item = member_item(&self.project, next, revision + 1).map_err(not_an_item)?;
        transaction.put(table, item, Some(&at_revision(before.at_address.as_ref())));
        if let Some(own) = before.own_elsewhere(next) {
            self.delete_member_row(&mut transaction, own);
        }
        if let Some(displaced) = before.displaced(next) {
            self.delete_id(&mut transaction, &displaced.member);
        }
        if before.place != Some(Place::of(next)) {
            let unchanged = match &before.place {
                None => Condition::Absent(ADDRESS),
                Some(place) => Condition::Equal(PLACE, text(place.to_text())),
            };
            transaction.put(
                table,
                id_item(&self.project, &next.member_id, &Place::of(next)),
                Some(&unchanged),
            );
        }
        let ceasing = [before.own.as_ref(), before.displaced(next)];
        let ceasing = ceasing.into_iter().flatten().map(|stored| (&stored.member, -1));
        self.count(&mut transaction, ceasing.chain([(next, 1)]));
        Ok(transaction)
    }

    pub(super) fn erase_transaction(&self, stored: &StoredMember) -> Transaction {
        let mut transaction = Transaction::default();
        self.delete_member_row(&mut transaction, stored);
        self.delete_id(&mut transaction, &stored.member);
        self.count(&mut transaction, [(&stored.member, -1)].into_iter());
        transaction
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

    /// Adds up what Members vouch for before (-1) and after (+1), and changes the counters that differ.
    fn count<'m>(&self, transaction: &mut Transaction, members: impl Iterator<Item = (&'m Member, i64)>) {
        let mut changes: BTreeMap<(&OrganizationId, &EmailDomain), i64> = BTreeMap::new();
        for (member, amount) in members {
            if let Some(domain) = member.vouches_for() {
                *changes.entry((&member.organization_id, domain)).or_default() += amount;
            }
        }
        for ((organization, domain), amount) in changes.into_iter().filter(|(_, amount)| *amount != 0) {
            let key = counter_key(&self.project, organization, domain);
            let schema = (SCHEMA_ATTRIBUTE, number(SCHEMA));
            transaction.add(&self.tables.organizations, key, VERIFIED_MEMBERS, amount, schema);
        }
    }
}

fn at_revision(stored: Option<&StoredMember>) -> Condition<'static> {
    match stored {
        None => Condition::Absent(ADDRESS),
        Some(stored) => Condition::Equal(REVISION, number(stored.revision)),
    }
}
