//! Writing Members.
//!
//! Each change is one transaction: the Member, the item that makes its id unique, the items of its retired addresses, and the
//! counters of its verified domain before and after.

use super::{
    Effect, Outcome, WriteError, Writer, limits,
    member_before::{AtAddress, Before},
};
use crate::tables::MEMBERS_BY_ORGANIZATION;
use org_discovery::{
    domain::{Member, MemberId, MemberStatus, OrganizationId, Timestamp},
    store::dynamodb::items::members::organization_index_key,
};

impl Writer {
    /// Creates or replaces a Member. A new address moves it and ends its sessions. Timestamps that are not given are kept, or
    /// are `now` for a new Member.
    ///
    /// # Errors
    /// [`WriteError::Refused`] when the Member exceeds [a limit](super::limits::member), when another live Member of the
    /// organization has its address, when another Member retired it or has an address that this one retires, or when the id
    /// belongs to another organization's Member; or [`WriteError`] when the store fails or others keep writing.
    pub async fn put_member(&self, member: &Member, now: Timestamp) -> Result<Outcome, WriteError> {
        limits::member(member)?;
        self.until_committed(|| async {
            let before = self.before(member).await?;
            let (next, effect) = before.plan(member, now)?;
            if effect == Effect::Unchanged {
                return Ok(Some(Outcome::Unchanged));
            }
            Ok(self.commit(self.put_transaction(&before, &next)?).await?.written())
        })
        .await
    }

    /// What [`Self::put_member`] would come to.
    ///
    /// # Errors
    /// Those of [`Self::put_member`].
    pub async fn plan_member(&self, member: &Member, now: Timestamp) -> Result<Effect, WriteError> {
        limits::member(member)?;
        let (_, effect) = self.before(member).await?.plan(member, now)?;
        Ok(effect)
    }

    /// What [`Self::put_member`] would come to if nobody else had the address.
    ///
    /// # Errors
    /// [`WriteError`] when the store fails.
    pub async fn plan_member_at_free_address(
        &self,
        member: &Member,
        now: Timestamp,
    ) -> Result<Effect, WriteError> {
        limits::member(member)?;
        let before = Before { at_address: AtAddress::Nothing, ..self.before(member).await? };
        Ok(before.plan(member, now)?.1)
    }

    /// Marks a Member as deleted. Its row stays, and keeps the person from joining again.
    ///
    /// # Errors
    /// [`WriteError`] when the store fails or others keep writing.
    pub async fn delete_member(
        &self,
        organization: &OrganizationId,
        id: &MemberId,
    ) -> Result<Outcome, WriteError> {
        self.set_status(organization, id, MemberStatus::Deleted, Member::is_live).await
    }

    /// Makes a deleted Member active again. Sessions from before the deletion stay dead.
    ///
    /// # Errors
    /// [`WriteError`] when the store fails or others keep writing.
    pub async fn reactivate_member(
        &self,
        organization: &OrganizationId,
        id: &MemberId,
    ) -> Result<Outcome, WriteError> {
        self.set_status(organization, id, MemberStatus::Active, |member| !member.is_live()).await
    }

    /// Removes a Member's row and the sessions that the index lists. The person may join again; a session that the index did
    /// not list yet stays dead, because it belongs to a life that is over.
    ///
    /// # Errors
    /// [`WriteError`] when the store fails or others keep writing.
    pub async fn erase_member(
        &self,
        organization: &OrganizationId,
        id: &MemberId,
    ) -> Result<Outcome, WriteError> {
        self.until_committed(|| async {
            let Some(stored) = self.member_by_id(organization, id).await? else {
                return Ok(Some(Outcome::Absent));
            };
            self.revoke_member_sessions(id).await?;
            Ok(self.commit(self.erase_transaction(&stored).await?).await?.written())
        })
        .await
    }

    /// The Members that the index lists for an organization, deleted ones too.
    pub(super) async fn member_ids_of(
        &self,
        organization: &OrganizationId,
    ) -> Result<Vec<MemberId>, WriteError> {
        let (table, partition) = (&self.tables.members, organization_index_key(&self.project, organization));
        let ids = self.sort_keys_in(table, MEMBERS_BY_ORGANIZATION, &partition).await?;
        Ok(ids.iter().filter_map(|id| MemberId::parse(id).ok()).collect())
    }

    async fn set_status(
        &self,
        organization: &OrganizationId,
        id: &MemberId,
        status: MemberStatus,
        changes: fn(&Member) -> bool,
    ) -> Result<Outcome, WriteError> {
        self.until_committed(|| async {
            let Some(stored) = self.member_by_id(organization, id).await? else {
                return Ok(Some(Outcome::Absent));
            };
            if !changes(&stored.member) {
                return Ok(Some(Outcome::Unchanged));
            }
            let next = Member { status, ..stored.member.clone() };
            if next.is_live() {
                limits::member(&next)?;
            }
            let before = self.before_staying(stored, &next).await?;
            before.refuse_reserved_by_others(&next)?;
            Ok(self.commit(self.put_transaction(&before, &next)?).await?.written())
        })
        .await
    }
}
