//! Writing Members.
//!
//! Each change is one transaction: the Member, the item that makes its id unique, the items of its retired addresses, and the
//! counters of its verified domain before and after.

mod batch;
mod counters;
mod existing_state;
mod read_state;
mod transaction;

pub use batch::{BatchOutcome, MEMBERS_PER_TRANSACTION, NotBatchable};
pub(crate) use transaction::MemberTransaction;

use crate::{
    Outcome, WriteError, limits,
    project_tables::ProjectTables,
    sessions::SessionWriter,
    stamps::Stamps,
    stored_items::{ItemAtAddress, StoredMember, StoredMembers, member_by_id},
    tables::MEMBERS_BY_ORGANIZATION,
    transactions::{Attempt, Committed, Transaction, until_committed},
};
use existing_state::ExistingState;
use org_discovery::{
    domain::{Member, MemberId, MemberStatus, OrganizationId, Timestamp},
    store::dynamodb::items::members::organization_index_key,
};
use read_state::{read_state, read_state_of_staying};

/// Writes the Members of one project.
#[derive(Debug, Clone, Copy)]
pub struct MemberWriter<'w> {
    tables: &'w ProjectTables,
    stamps: Stamps<'w>,
}

impl<'w> MemberWriter<'w> {
    pub(crate) fn new(tables: &'w ProjectTables, stamps: Stamps<'w>) -> Self {
        Self { tables, stamps }
    }

    /// Creates or replaces a Member. A new address moves it and ends its sessions. Timestamps that are not given are kept, or
    /// are `now` for a new Member.
    ///
    /// # Errors
    /// [`WriteError::Refused`] when the Member exceeds [a limit](limits::member), when another live Member of the
    /// organization has its address, when another Member retired it or has an address that this one retires, or when the id
    /// belongs to another organization's Member; or [`WriteError`] when the store fails or others keep writing.
    pub async fn put(self, member: &Member, now: Timestamp) -> Result<Outcome, WriteError> {
        limits::member(member)?;
        until_committed(|| async {
            let existing = read_state(self.stored(), member).await?;
            let (next, outcome) = existing.plan(member, now)?;
            if outcome == Outcome::Unchanged {
                return Ok(Attempt::Done(outcome));
            }
            let transaction = self.transaction().put(&existing, &next)?;
            Ok(self.commit(transaction).await?.attempt(outcome))
        })
        .await
    }

    /// Returns the outcome that [`Self::put`] would have.
    ///
    /// # Errors
    /// Those of [`Self::put`].
    pub async fn plan(self, member: &Member, now: Timestamp) -> Result<Outcome, WriteError> {
        limits::member(member)?;
        let (_, outcome) = read_state(self.stored(), member).await?.plan(member, now)?;
        Ok(outcome)
    }

    /// Returns the outcome that [`Self::put`] would have if no other Member had the address.
    ///
    /// # Errors
    /// Those of [`Self::put`].
    pub async fn plan_at_free_address(self, member: &Member, now: Timestamp) -> Result<Outcome, WriteError> {
        limits::member(member)?;
        let existing = read_state(self.stored(), member).await?;
        let (_, outcome) =
            ExistingState { at_address: ItemAtAddress::Nothing, ..existing }.plan(member, now)?;
        Ok(outcome)
    }

    /// Puts Members of one organization in one transaction.
    ///
    /// Only the plain case is written: every Member is new, or keeps its address, and retires none. In every other case nothing
    /// is written, and [`Self::put`] must write the Members one by one, which reports what is wrong.
    ///
    /// # Errors
    /// [`WriteError::Store`].
    pub async fn put_batch(
        self,
        organization: &OrganizationId,
        members: &[Member],
        now: Timestamp,
    ) -> Result<BatchOutcome, WriteError> {
        batch::put(self.tables, self.stamps, organization, members, now).await
    }

    /// Returns the outcome that [`Self::put_batch`] would have.
    ///
    /// # Errors
    /// [`WriteError::Store`].
    pub async fn plan_batch(
        self,
        organization: &OrganizationId,
        members: &[Member],
        now: Timestamp,
    ) -> Result<BatchOutcome, WriteError> {
        batch::plan(self.tables, organization, members, now).await
    }

    /// Marks a Member as deleted. Its item stays, and prevents the person from joining again.
    ///
    /// # Errors
    /// [`WriteError`] when the store fails or others keep writing.
    pub async fn delete(self, organization: &OrganizationId, id: &MemberId) -> Result<Outcome, WriteError> {
        self.set_status(organization, id, MemberStatus::Deleted, Member::is_live).await
    }

    /// Makes a deleted Member active again. Sessions from before the deletion stay invalid.
    ///
    /// # Errors
    /// [`WriteError`] when the store fails or others keep writing.
    pub async fn reactivate(
        self,
        organization: &OrganizationId,
        id: &MemberId,
    ) -> Result<Outcome, WriteError> {
        self.set_status(organization, id, MemberStatus::Active, |member| !member.is_live()).await
    }

    /// Removes a Member's item and the sessions that the index lists. The person may join again. A session that the index did
    /// not list yet stays invalid, because its security stamp is gone.
    ///
    /// # Errors
    /// [`WriteError`] when the store fails or others keep writing.
    pub async fn erase(self, organization: &OrganizationId, id: &MemberId) -> Result<Outcome, WriteError> {
        until_committed(|| async {
            let Some(stored) = member_by_id(self.tables, organization, id).await? else {
                return Ok(Attempt::Done(Outcome::Absent));
            };
            SessionWriter::new(self.tables).revoke_all_of(id).await?;
            let transaction = self.erase_transaction(&stored).await?;
            Ok(self.commit(transaction).await?.attempt(Outcome::Removed))
        })
        .await
    }

    /// Returns the transaction that removes a Member and what is derived from it.
    pub(crate) async fn erase_transaction(self, stored: &StoredMember) -> Result<Transaction, WriteError> {
        let at_reserved = self.stored().at_reserved_addresses(Some(&stored.member), None).await?;
        Ok(self.transaction().erase(stored, &at_reserved))
    }

    /// Returns the Members that the index lists for an organization, deleted ones too.
    pub(crate) async fn ids_of(self, organization: &OrganizationId) -> Result<Vec<MemberId>, WriteError> {
        let partition = organization_index_key(&self.tables.project, organization);
        let table = &self.tables.names.members;
        let ids = self.tables.sort_keys_in(table, MEMBERS_BY_ORGANIZATION, &partition).await?;
        Ok(ids.iter().filter_map(|id| MemberId::parse(id).ok()).collect())
    }

    async fn set_status(
        self,
        organization: &OrganizationId,
        id: &MemberId,
        status: MemberStatus,
        changes: fn(&Member) -> bool,
    ) -> Result<Outcome, WriteError> {
        until_committed(|| async {
            let Some(stored) = member_by_id(self.tables, organization, id).await? else {
                return Ok(Attempt::Done(Outcome::Absent));
            };
            if !changes(&stored.member) {
                return Ok(Attempt::Done(Outcome::Unchanged));
            }
            let next = Member { status, ..stored.member.clone() };
            if next.is_live() {
                limits::member(&next)?;
            }
            let existing = read_state_of_staying(self.stored(), stored, &next).await?;
            existing.refuse_reserved_by_others(&next)?;
            let transaction = self.transaction().put(&existing, &next)?;
            Ok(self.commit(transaction).await?.attempt(Outcome::Changed))
        })
        .await
    }

    fn stored(self) -> StoredMembers<'w> {
        StoredMembers(self.tables)
    }

    fn transaction(self) -> MemberTransaction<'w> {
        MemberTransaction::new(self.tables, self.stamps)
    }

    async fn commit(self, transaction: Transaction) -> Result<Committed, WriteError> {
        transaction.commit(&self.tables.client).await
    }
}
