//! Writes Members.
//!
//! Each change is one transaction: the Member, its id item, its retired-address items, and the counters of its old and
//! new verified domain.

mod batch;
mod counters;
mod end_sessions;
mod existing_state;
mod read_state;
mod transaction;

pub use batch::{BatchOutcome, MEMBERS_PER_TRANSACTION, NotBatchable};
pub use end_sessions::EndedSessions;

pub(crate) use counters::changed_counters;
pub(crate) use transaction::{MemberTransaction, new_member_item};

use crate::{
    Outcome, Refusal, WriteError, limits,
    project_tables::ProjectTables,
    sessions::SessionWriter,
    stamps::Stamps,
    stored_items::{ItemAtAddress, StoredMember, StoredMembers, member_by_id},
    transactions::{Attempt, Committed, Transaction, until_committed},
};
use existing_state::ExistingState;
use org_discovery::domain::{Member, MemberId, MemberStatus, OrganizationId, Timestamp};
use read_state::{read_state, read_state_at_same_address};

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

    /// Creates or replaces a Member. A new address moves the Member and ends its sessions. Absent timestamps are taken
    /// from the stored Member, or are `now` for a new Member.
    ///
    /// # Errors
    /// [`WriteError::Refused`] if the Member exceeds [a limit](limits::member), if another Member of the organization
    /// has or retired its address, if another Member has or retired an address that this Member retires, or if its id
    /// belongs to a Member of another organization; or [`WriteError`] if DynamoDB fails or other writers keep changing
    /// the same items.
    pub async fn put(self, member: &Member, now: Timestamp) -> Result<Outcome, WriteError> {
        self.write(None, member, now).await
    }

    /// Replaces the Member `read`, which was read before, as [`Self::put`] does.
    ///
    /// # Errors
    /// Those of [`Self::put`], and [`Refusal::ChangedMeanwhile`] if the stored Member is not `read`.
    pub async fn replace(
        self,
        read: &Member,
        member: &Member,
        now: Timestamp,
    ) -> Result<Outcome, WriteError> {
        self.write(Some(read), member, now).await
    }

    async fn write(
        self,
        read: Option<&Member>,
        member: &Member,
        now: Timestamp,
    ) -> Result<Outcome, WriteError> {
        limits::member(member)?;
        until_committed(|| async {
            let existing = read_state(self.stored(), member).await?;
            if read.is_some() && read != existing.current(member).map(|stored| &stored.member) {
                return Err(Refusal::ChangedMeanwhile.into());
            }
            let (next, outcome) = existing.plan(member, now)?;
            if outcome == Outcome::Unchanged {
                return Ok(Attempt::Done(outcome));
            }
            let transaction = self.transaction().put(&existing, &next)?;
            Ok(self.commit(transaction).await?.attempt(outcome))
        })
        .await
    }

    /// Returns the outcome that [`Self::put`] would have, without writing.
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
    /// Handles only the simple case: every Member is new or keeps its address, and has no retired addresses. Otherwise
    /// nothing is written, and the caller must write the Members one by one with [`Self::put`], which reports errors.
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

    /// Returns the outcome that [`Self::put_batch`] would have, without writing.
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

    /// Marks a Member as deleted. Its item is kept, and prevents the person from joining again.
    ///
    /// # Errors
    /// [`WriteError`] if DynamoDB fails or other writers keep changing the same items.
    pub async fn delete(self, organization: &OrganizationId, id: &MemberId) -> Result<Outcome, WriteError> {
        self.set_status(organization, id, MemberStatus::Deleted, Member::is_live).await
    }

    /// Reactivates a deleted Member. Sessions from before the deletion stay invalid.
    ///
    /// # Errors
    /// [`WriteError`] if DynamoDB fails or other writers keep changing the same items.
    pub async fn reactivate(
        self,
        organization: &OrganizationId,
        id: &MemberId,
    ) -> Result<Outcome, WriteError> {
        self.set_status(organization, id, MemberStatus::Active, |member| !member.is_live()).await
    }

    /// Removes a Member's item and its sessions. The person may join again. Sessions are found through an eventually
    /// consistent index; one that is not listed yet is invalid anyway, because the security stamp is gone.
    ///
    /// # Errors
    /// [`WriteError`] if DynamoDB fails or other writers keep changing the same items.
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

    /// Returns the transaction that removes a Member and its derived items.
    pub(crate) async fn erase_transaction(self, stored: &StoredMember) -> Result<Transaction, WriteError> {
        let at_reserved = self.stored().at_reserved_addresses(Some(&stored.member), None).await?;
        Ok(self.transaction().erase(stored, &at_reserved))
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
            let existing = read_state_at_same_address(self.stored(), stored, &next).await?;
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
