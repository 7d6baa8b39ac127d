//! Writing Members.
//!
//! Each change is one transaction: the Member, the item that makes its id unique, and the counters of the domains for which
//! it begins or ceases to vouch.

use std::collections::BTreeMap;

use super::{
    ATTEMPTS, Outcome, Refusal, WriteError, Writer,
    transaction::{Committed, Condition, Transaction, not_an_item},
};
use crate::{
    domain::{EmailAddress, EmailDomain, Member, MemberId, MemberStatus, OrganizationId},
    store::dynamodb::{
        failure::store_error,
        item::{Attributes, Damage, Item, SCHEMA, SCHEMA_ATTRIBUTE, number, text},
        members::{
            ADDRESS, MEMBER_ID, ORGANIZATION, PLACE, Place, REVISION, TABLE, id_item, id_key, member_item, member_key,
            organization_index_key, read_member, read_place,
        },
        organizations::{VERIFIED_MEMBERS, counter_key},
        tables::MEMBERS_BY_ORGANIZATION,
    },
};

/// A Member as it stands in the table.
#[derive(Debug, Clone)]
struct StoredMember {
    member: Member,
    revision: u64,
}

/// What a write finds before it.
struct Before {
    /// Where the id stands.
    place: Option<Place>,
    /// The Member with this id.
    own: Option<StoredMember>,
    /// Whoever has the address in the organization, the Member itself included.
    at_address: Option<StoredMember>,
}

impl Writer {
    /// Creates or replaces a Member. A new address moves it. Timestamps that are not given are kept.
    ///
    /// # Errors
    /// [`Refusal::AddressTaken`] when another live Member of the organization has the address, [`Refusal::MemberIdTaken`]
    /// when the id belongs to another organization's Member, or [`WriteError`] when the store fails or others keep writing.
    pub async fn put_member(&self, member: &Member) -> Result<Outcome, WriteError> {
        for attempt in 1..=ATTEMPTS {
            let before = self.before(member).await?;
            let next = before.keeping_timestamps(member.clone());
            before.refuse_conflicts(&next)?;
            if before.is_already(&next) {
                return Ok(Outcome::Unchanged);
            }
            if before.brings_back(&next) {
                self.revoke_member_sessions(&next.member_id).await?;
            }
            if self.commit(self.put_transaction(&before, &next)?).await? == Committed::Yes {
                return Ok(Outcome::Written);
            }
            self.wait_for_others(attempt).await;
        }
        Err(WriteError::Contended)
    }

    /// Marks a Member as deleted. Its row stays, and keeps the person from joining again.
    ///
    /// # Errors
    /// [`WriteError`] when the store fails or others keep writing.
    pub async fn delete_member(&self, organization: &OrganizationId, id: &MemberId) -> Result<Outcome, WriteError> {
        self.set_status(organization, id, MemberStatus::Deleted, Member::is_live).await
    }

    /// Makes a deleted Member active again. Sessions from before the deletion stay dead.
    ///
    /// # Errors
    /// [`WriteError`] when the store fails or others keep writing.
    pub async fn reactivate_member(&self, organization: &OrganizationId, id: &MemberId) -> Result<Outcome, WriteError> {
        self.set_status(organization, id, MemberStatus::Active, |member| !member.is_live()).await
    }

    /// Removes every trace of a Member, its sessions too. The person may join again.
    ///
    /// # Errors
    /// [`WriteError`] when the store fails or others keep writing.
    pub async fn erase_member(&self, organization: &OrganizationId, id: &MemberId) -> Result<Outcome, WriteError> {
        for attempt in 1..=ATTEMPTS {
            let Some(stored) = self.member_by_id(organization, id).await? else {
                return Ok(Outcome::Absent);
            };
            self.revoke_member_sessions(id).await?;
            if self.commit(self.erase_transaction(&stored)).await? == Committed::Yes {
                return Ok(Outcome::Written);
            }
            self.wait_for_others(attempt).await;
        }
        Err(WriteError::Contended)
    }

    /// The Members that the index lists for an organization, deleted ones too.
    pub(super) async fn member_ids_of(&self, organization: &OrganizationId) -> Result<Vec<MemberId>, WriteError> {
        let mut pages = self
            .client
            .query()
            .table_name(&self.tables.members)
            .index_name(MEMBERS_BY_ORGANIZATION.name)
            .key_condition_expression("#partition = :partition")
            .expression_attribute_names("#partition", ORGANIZATION)
            .expression_attribute_values(":partition", text(organization_index_key(&self.project, organization)))
            .into_paginator()
            .items()
            .send();
        let mut ids = Vec::new();
        while let Some(item) = pages.next().await {
            let item = item.map_err(|error| store_error(&error))?;
            let id = item.get(MEMBER_ID).and_then(|id| id.as_s().ok());
            ids.extend(id.and_then(|id| MemberId::parse(id).ok()));
        }
        Ok(ids)
    }

    async fn set_status(
        &self,
        organization: &OrganizationId,
        id: &MemberId,
        status: MemberStatus,
        changes: fn(&Member) -> bool,
    ) -> Result<Outcome, WriteError> {
        for attempt in 1..=ATTEMPTS {
            let Some(stored) = self.member_by_id(organization, id).await? else {
                return Ok(Outcome::Absent);
            };
            if !changes(&stored.member) {
                return Ok(Outcome::Unchanged);
            }
            let next = Member { status, ..stored.member.clone() };
            let before = Before::of(stored);
            if before.brings_back(&next) {
                self.revoke_member_sessions(id).await?;
            }
            if self.commit(self.put_transaction(&before, &next)?).await? == Committed::Yes {
                return Ok(Outcome::Written);
            }
            self.wait_for_others(attempt).await;
        }
        Err(WriteError::Contended)
    }

    async fn before(&self, member: &Member) -> Result<Before, WriteError> {
        let place = self.place_of(&member.member_id).await?;
        let at_address = self.stored_member(&member.email_address, &member.organization_id).await?;
        let own = match &place {
            Some(place) if *place == Place::of(member) => at_address.clone(),
            Some(place) => self.stored_member(&place.address, &place.organization_id).await?,
            None => None,
        };
        Ok(Before { place, own, at_address })
    }

    async fn member_by_id(
        &self,
        organization: &OrganizationId,
        id: &MemberId,
    ) -> Result<Option<StoredMember>, WriteError> {
        match self.place_of(id).await? {
            Some(place) if place.organization_id == *organization => {
                self.stored_member(&place.address, organization).await
            }
            _ => Ok(None),
        }
    }

    async fn place_of(&self, id: &MemberId) -> Result<Option<Place>, WriteError> {
        let found = self.get_from_members(id_key(&self.project, id)).await?;
        let place = found.as_ref().map(read_place).transpose();
        Ok(place.map_err(|damage| damage.of_item(TABLE, id.as_str()))?)
    }

    async fn stored_member(
        &self,
        address: &EmailAddress,
        organization: &OrganizationId,
    ) -> Result<Option<StoredMember>, WriteError> {
        let found = self.get_from_members(member_key(&self.project, address, organization)).await?;
        let stored = found.as_ref().map(|item| {
            Ok(StoredMember {
                member: read_member(&self.project, item)?,
                revision: Attributes::of(item)?.number(REVISION)?,
            })
        });
        let stored = stored.transpose();
        Ok(stored.map_err(|damage: Damage| damage.of_item(TABLE, address.as_str()))?)
    }

    async fn get_from_members(&self, key: Item) -> Result<Option<Item>, WriteError> {
        let request = self.client.get_item().table_name(&self.tables.members).set_key(Some(key)).consistent_read(true);
        Ok(request.send().await.map_err(|error| store_error(&error))?.item)
    }

    fn put_transaction(&self, before: &Before, next: &Member) -> Result<Transaction, WriteError> {
        let table = &self.tables.members;
        let mut transaction = Transaction::default();
        let revision = before.at_address.as_ref().map_or(0, |stored| stored.revision);
        let item = member_item(&self.project, next, revision + 1).map_err(not_an_item)?;
        transaction.put(table, item, Some(at_revision(before.at_address.as_ref())));
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
            transaction.put(table, id_item(&self.project, &next.member_id, &Place::of(next)), Some(unchanged));
        }
        let ceasing = [before.own.as_ref(), before.displaced(next)];
        let ceasing = ceasing.into_iter().flatten().map(|stored| (&stored.member, -1));
        self.count(&mut transaction, ceasing.chain([(next, 1)]));
        Ok(transaction)
    }

    fn erase_transaction(&self, stored: &StoredMember) -> Transaction {
        let mut transaction = Transaction::default();
        self.delete_member_row(&mut transaction, stored);
        self.delete_id(&mut transaction, &stored.member);
        self.count(&mut transaction, [(&stored.member, -1)].into_iter());
        transaction
    }

    fn delete_member_row(&self, transaction: &mut Transaction, stored: &StoredMember) {
        let Member { email_address, organization_id, .. } = &stored.member;
        let key = member_key(&self.project, email_address, organization_id);
        transaction.delete(&self.tables.members, key, Some(at_revision(Some(stored))));
    }

    fn delete_id(&self, transaction: &mut Transaction, member: &Member) {
        let unchanged = Condition::Equal(PLACE, text(Place::of(member).to_text()));
        transaction.delete(&self.tables.members, id_key(&self.project, &member.member_id), Some(unchanged));
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

impl Before {
    /// Nothing moves: the Member stands where its id says.
    fn of(stored: StoredMember) -> Self {
        Self {
            place: Some(Place::of(&stored.member)),
            own: Some(stored.clone()),
            at_address: Some(stored),
        }
    }

    fn keeping_timestamps(&self, mut next: Member) -> Member {
        let own = self.own.as_ref().map(|stored| &stored.member);
        next.created_at = next.created_at.or_else(|| own?.created_at);
        next.updated_at = next.updated_at.or_else(|| own?.updated_at);
        next
    }

    fn refuse_conflicts(&self, next: &Member) -> Result<(), Refusal> {
        if let Some(place) = self.place.as_ref().filter(|place| place.organization_id != next.organization_id) {
            return Err(Refusal::MemberIdTaken {
                member_id: next.member_id.clone(),
                organization_id: place.organization_id.clone(),
            });
        }
        match self.displaced(next) {
            Some(other) if other.member.is_live() => Err(Refusal::AddressTaken {
                organization_id: next.organization_id.clone(),
                member_id: other.member.member_id.clone(),
            }),
            _ => Ok(()),
        }
    }

    fn is_already(&self, next: &Member) -> bool {
        self.own.as_ref().is_some_and(|own| own.member == *next)
    }

    /// Whether a removed Member comes back to life.
    fn brings_back(&self, next: &Member) -> bool {
        next.is_live() && self.own.as_ref().is_some_and(|own| !own.member.is_live())
    }

    /// Another Member at the address: a deleted one, which a new Member may replace.
    fn displaced(&self, next: &Member) -> Option<&StoredMember> {
        self.at_address.as_ref().filter(|stored| stored.member.member_id != next.member_id)
    }

    /// The Member's row under the address that it leaves.
    fn own_elsewhere(&self, next: &Member) -> Option<&StoredMember> {
        self.own.as_ref().filter(|own| own.member.email_address != next.email_address)
    }
}
