//! Writes sessions.

mod new_session;

use std::collections::BTreeSet;

pub use new_session::{
    MAX_INTERMEDIATE_SESSION_SECONDS, MAX_MEMBER_SESSION_SECONDS, NewIntermediateSession, NewMemberSession,
};

use crate::{
    Outcome, WriteError,
    project_tables::ProjectTables,
    stored_items::{StoredMembers, StoredSessions, text_attribute},
    tables::SESSIONS_BY_MEMBER,
    transactions::{Attempt, Condition, Transaction, until_committed},
};
use org_discovery::{
    domain::{MemberId, MemberSession, SecurityStamp, Session, Timestamp, TokenHash},
    store::dynamodb::items::{
        attributes::text,
        members,
        sessions::{
            PAIRED_TOKEN_HASH, TOKEN_HASH, intermediate_item, member_index_key, member_item, session_key,
        },
    },
};

/// Writes the sessions of one project.
#[derive(Debug, Clone, Copy)]
pub struct SessionWriter<'w> {
    tables: &'w ProjectTables,
}

impl<'w> SessionWriter<'w> {
    pub(crate) fn new(tables: &'w ProjectTables) -> Self {
        Self { tables }
    }

    /// Writes an intermediate session, or replaces the session with the same token.
    ///
    /// # Errors
    /// [`Refusal::IntermediateSessionTooLong`](crate::Refusal::IntermediateSessionTooLong),
    /// [`Refusal::FactorOfAnotherAddress`](crate::Refusal::FactorOfAnotherAddress), or [`WriteError`] if DynamoDB
    /// fails.
    pub async fn put_intermediate_session(
        self,
        new: NewIntermediateSession,
        now: Timestamp,
    ) -> Result<(), WriteError> {
        let hash = TokenHash::of_intermediate(&self.tables.project, &new.token);
        let session = new.into_session(now)?;
        let mut transaction = Transaction::default();
        let item = intermediate_item(&self.tables.project, &hash, &session);
        transaction.put(&self.tables.names.sessions, item, None);
        transaction.commit(&self.tables.client).await?.or_contended()
    }

    /// Writes a member session as two items, under its token and under its id. Replaces sessions with the same token or
    /// id.
    ///
    /// # Errors
    /// [`Refusal::SessionTooLong`](crate::Refusal::SessionTooLong),
    /// [`Refusal::FactorOfAnotherAddress`](crate::Refusal::FactorOfAnotherAddress), or [`WriteError`] if DynamoDB fails
    /// or other writers keep changing the same items.
    pub async fn put_member_session(self, new: NewMemberSession, now: Timestamp) -> Result<(), WriteError> {
        let by_token = TokenHash::of_session_token(&self.tables.project, &new.token);
        let by_id = TokenHash::of_session_id(&self.tables.project, &new.member.member_session_id);
        let member_session = new.member.clone();
        let session = new.into_session(now)?;
        let written = until_committed(|| async {
            let mut transaction = Transaction::default();
            let security_stamp = self.security_stamp_of(&session, &member_session, &mut transaction).await?;
            let session = Session { security_stamp, ..session.clone() };
            let mut orphans = BTreeSet::new();
            for (hash, paired) in [(&by_token, &by_id), (&by_id, &by_token)] {
                let prior = self.paired_token_hash(hash.as_str()).await?;
                let item = member_item(&self.tables.project, hash, paired, &session, &member_session);
                transaction.put(&self.tables.names.sessions, item, Some(&still_paired(prior.as_deref())));
                orphans.extend(prior);
            }
            for orphan in &orphans {
                if orphan != by_token.as_str() && orphan != by_id.as_str() {
                    transaction.delete(&self.tables.names.sessions, session_key(orphan), None);
                }
            }
            Ok(transaction.commit(&self.tables.client).await?.attempt(Outcome::Changed))
        });
        written.await.map(drop)
    }

    /// Revokes the session under `hash`: deletes both items of a member session in one transaction.
    ///
    /// # Errors
    /// [`WriteError`] if DynamoDB fails or other writers keep changing the same items.
    pub async fn revoke(self, hash: &TokenHash) -> Result<Outcome, WriteError> {
        self.revoke_hash(hash.as_str()).await
    }

    /// Revokes every session of a Member. Sessions are found through an eventually consistent index, so a session that
    /// was written a moment earlier may be missed. Only deleting the Member reliably ends all sessions.
    ///
    /// # Errors
    /// [`WriteError`] if DynamoDB fails or other writers keep changing the same items.
    pub async fn revoke_all_of(self, member: &MemberId) -> Result<Outcome, WriteError> {
        let mut outcome = Outcome::Absent;
        let partition = member_index_key(&self.tables.project, member);
        let table = &self.tables.names.sessions;
        for hash in self.tables.sort_keys_in(table, SESSIONS_BY_MEMBER, &partition).await? {
            if self.revoke_hash(&hash).await? == Outcome::Removed {
                outcome = Outcome::Removed;
            }
        }
        Ok(outcome)
    }

    /// Revokes the session under a hash that was read from a table and may be malformed.
    pub(crate) async fn revoke_hash(self, hash: &str) -> Result<Outcome, WriteError> {
        until_committed(|| async {
            let Some(item) = self.stored().item(hash).await? else {
                return Ok(Attempt::Done(Outcome::Absent));
            };
            let paired = Some(text_attribute(&item, PAIRED_TOKEN_HASH)).filter(|paired| !paired.is_empty());
            let mut transaction = Transaction::default();
            let unchanged = paired.map(|paired| Condition::Equal(PAIRED_TOKEN_HASH, text(paired)));
            transaction.delete(&self.tables.names.sessions, session_key(hash), unchanged.as_ref());
            // A damaged item can name itself as its pair, but a transaction cannot change an item twice.
            if let Some(paired) = paired.filter(|paired| *paired != hash) {
                transaction.delete(&self.tables.names.sessions, session_key(paired), None);
            }
            Ok(transaction.commit(&self.tables.client).await?.attempt(Outcome::Removed))
        })
        .await
    }

    /// Returns the security stamp of the session's Member, and adds the condition that it does not change until the
    /// session is written. `None` if there is no live Member; the session is then invalid.
    async fn security_stamp_of(
        self,
        session: &Session,
        member_session: &MemberSession,
        transaction: &mut Transaction,
    ) -> Result<Option<SecurityStamp>, WriteError> {
        let (address, organization) = (&session.email_address, &member_session.organization_id);
        let Some(stored) = StoredMembers(self.tables).member_at(address, organization).await? else {
            return Ok(None);
        };
        if stored.member.member_id != member_session.member_id || !stored.member.is_live() {
            return Ok(None);
        }
        let key = members::member_key(&self.tables.project, address, organization);
        let unchanged = Condition::Equal(members::SECURITY_STAMP, text(stored.security_stamp.as_str()));
        transaction.check(&self.tables.names.members, key, &unchanged);
        Ok(Some(stored.security_stamp))
    }

    async fn paired_token_hash(self, hash: &str) -> Result<Option<String>, WriteError> {
        let item = self.stored().item(hash).await?;
        let paired = item.map(|item| text_attribute(&item, PAIRED_TOKEN_HASH).to_owned());
        Ok(paired.filter(|paired| !paired.is_empty()))
    }

    fn stored(self) -> StoredSessions<'w> {
        StoredSessions(self.tables)
    }
}

/// Returns the condition that the item under a hash still has the same paired token hash, or is still absent.
fn still_paired(prior: Option<&str>) -> Condition<'static> {
    match prior {
        None => Condition::Absent(TOKEN_HASH),
        Some(paired) => Condition::Equal(PAIRED_TOKEN_HASH, text(paired)),
    }
}
