//! Writing sessions.

use std::collections::BTreeSet;

use super::{
    Outcome, Refusal, WriteError, Writer,
    transaction::{Committed, Condition, Transaction},
};
use crate::tables::SESSIONS_BY_MEMBER;
use org_discovery::{
    domain::{
        AuthenticationFactors, EmailAddress, MemberId, MemberSession, OAuthTenants, OpaqueToken,
        OrganizationId, Session, SessionKind, Stamp, Timestamp, TokenHash,
    },
    store::dynamodb::{
        items::{
            attributes::{Item, text},
            members,
            sessions::{TOKEN_HASH, TWIN, intermediate_item, member_item, member_key, session_key},
        },
        store_error,
    },
};

/// An intermediate session to be written.
#[derive(Debug, Clone)]
pub struct NewIntermediateSession {
    /// The token that will name it.
    pub token: OpaqueToken,
    /// The person's address.
    pub email_address: EmailAddress,
    /// What the person has shown.
    pub authentication_factors: AuthenticationFactors,
    /// Tenants that the login service proved.
    pub oauth_tenants: OAuthTenants,
    /// The organization that the sign-in began for.
    pub organization_id_hint: Option<OrganizationId>,
    /// When it ends.
    pub expires_at: Timestamp,
}

/// A member session to be written.
#[derive(Debug, Clone)]
pub struct NewMemberSession {
    /// The token that will name it, beside its id.
    pub token: OpaqueToken,
    /// The Member's address.
    pub email_address: EmailAddress,
    /// What the person has shown.
    pub authentication_factors: AuthenticationFactors,
    /// The session's id and its Member.
    pub member: MemberSession,
    /// When it ends.
    pub expires_at: Timestamp,
}

/// The longest that an intermediate session can live, in seconds: 24 hours.
pub const LONGEST_INTERMEDIATE_SECONDS: i64 = 24 * 60 * 60;
/// The longest that a member session can live, in seconds: 366 days.
pub const LONGEST_SESSION_SECONDS: i64 = 366 * 24 * 60 * 60;

fn refuse_if_longer(
    expires_at: Timestamp,
    now: Timestamp,
    longest_seconds: i64,
    refusal: Refusal,
) -> Result<(), Refusal> {
    if expires_at.seconds_since(now) > longest_seconds { Err(refusal) } else { Ok(()) }
}

fn refuse_factors_of_other_addresses(
    factors: &AuthenticationFactors,
    address: &EmailAddress,
) -> Result<(), Refusal> {
    match factors.position_of_other_address(address) {
        Some(index) => Err(Refusal::FactorOfAnotherAddress { index }),
        None => Ok(()),
    }
}

impl Writer {
    /// Writes an intermediate session, or replaces the one that the token names.
    ///
    /// # Errors
    /// [`Refusal::IntermediateSessionTooLong`], [`Refusal::FactorOfAnotherAddress`], or [`WriteError`] when the store fails.
    pub async fn put_intermediate_session(
        &self,
        new: NewIntermediateSession,
        now: Timestamp,
    ) -> Result<(), WriteError> {
        let refusal = Refusal::IntermediateSessionTooLong;
        refuse_if_longer(new.expires_at, now, LONGEST_INTERMEDIATE_SECONDS, refusal)?;
        refuse_factors_of_other_addresses(&new.authentication_factors, &new.email_address)?;
        let hash = TokenHash::of_intermediate(&self.project, &new.token);
        let session = Session {
            email_address: new.email_address,
            authentication_factors: new.authentication_factors,
            expires_at: new.expires_at,
            kind: SessionKind::Intermediate {
                oauth_tenants: new.oauth_tenants,
                organization_id_hint: new.organization_id_hint,
            },
            member_life: None,
        };
        let mut transaction = Transaction::default();
        transaction.put(&self.tables.sessions, intermediate_item(&hash, &session), None);
        match self.commit(transaction).await? {
            Committed::Yes => Ok(()),
            Committed::Overtaken => Err(WriteError::Contended),
        }
    }

    /// Writes a member session under its token and under its id, or replaces the sessions that these named.
    ///
    /// # Errors
    /// [`Refusal::SessionTooLong`], [`Refusal::FactorOfAnotherAddress`], or [`WriteError`] when the store fails or others keep
    /// writing.
    pub async fn put_member_session(&self, new: NewMemberSession, now: Timestamp) -> Result<(), WriteError> {
        refuse_if_longer(new.expires_at, now, LONGEST_SESSION_SECONDS, Refusal::SessionTooLong)?;
        refuse_factors_of_other_addresses(&new.authentication_factors, &new.email_address)?;
        let by_token = TokenHash::of_session_token(&self.project, &new.token);
        let by_id = TokenHash::of_session_id(&self.project, &new.member.member_session_id);
        let session = Session {
            email_address: new.email_address,
            authentication_factors: new.authentication_factors,
            expires_at: new.expires_at,
            kind: SessionKind::Member(new.member.clone()),
            member_life: None,
        };
        let written = self.until_committed(|| async {
            let mut transaction = Transaction::default();
            let member_life = self.current_life(&session, &mut transaction).await?;
            let session = Session { member_life, ..session.clone() };
            let mut orphans = BTreeSet::new();
            for (hash, twin) in [(&by_token, &by_id), (&by_id, &by_token)] {
                let prior = self.twin_of(hash.as_str()).await?;
                let item = member_item(&self.project, hash, twin, &session, &new.member);
                transaction.put(&self.tables.sessions, item, Some(&still_paired(prior.as_deref())));
                orphans.extend(prior);
            }
            for orphan in &orphans {
                if orphan != by_token.as_str() && orphan != by_id.as_str() {
                    transaction.delete(&self.tables.sessions, session_key(orphan), None);
                }
            }
            Ok(self.commit(transaction).await?.written())
        });
        written.await.map(drop)
    }

    /// The life that the session's Member is in, which must last until the session is written. Without a live Member there
    /// is none, and the session is dead from the start.
    async fn current_life(
        &self,
        session: &Session,
        transaction: &mut Transaction,
    ) -> Result<Option<Stamp>, WriteError> {
        let Some(own) = session.member() else {
            return Ok(None);
        };
        let stored = self.stored_member(&session.email_address, &own.organization_id).await?;
        let live =
            stored.filter(|stored| stored.member.member_id == own.member_id && stored.member.is_live());
        if let Some(stored) = &live {
            let key = members::member_key(&self.project, &session.email_address, &own.organization_id);
            let lasts = Condition::Equal(members::LIFE, text(stored.life.as_str()));
            transaction.check(&self.tables.members, key, &lasts);
        }
        Ok(live.map(|stored| stored.life))
    }

    /// Revokes the session under `hash`, under all its names at once.
    ///
    /// # Errors
    /// [`WriteError`] when the store fails or others keep writing.
    pub async fn revoke_session(&self, hash: &TokenHash) -> Result<Outcome, WriteError> {
        self.revoke(hash.as_str()).await
    }

    /// Revokes every session of a Member that the index lists. The index follows the table with a short delay, so a session
    /// written in the same second may be missed; deleting the Member is what ends all of them for certain.
    ///
    /// # Errors
    /// [`WriteError`] when the store fails or others keep writing.
    pub async fn revoke_member_sessions(&self, member: &MemberId) -> Result<Outcome, WriteError> {
        let mut outcome = Outcome::Absent;
        let (table, partition) = (&self.tables.sessions, member_key(&self.project, member));
        for hash in self.sort_keys_in(table, SESSIONS_BY_MEMBER, &partition).await? {
            if self.revoke(&hash).await? == Outcome::Written {
                outcome = Outcome::Written;
            }
        }
        Ok(outcome)
    }

    pub(super) async fn revoke(&self, hash: &str) -> Result<Outcome, WriteError> {
        self.until_committed(|| async {
            let Some(mut item) = self.session_item(hash).await? else {
                return Ok(Some(Outcome::Absent));
            };
            let twin = item.remove(TWIN).and_then(take_text);
            let mut transaction = Transaction::default();
            let unchanged = twin.as_deref().map(|twin| Condition::Equal(TWIN, text(twin)));
            transaction.delete(&self.tables.sessions, session_key(hash), unchanged.as_ref());
            // An item that names itself is damaged, and a transaction touches no item twice.
            if let Some(twin) = twin.as_deref().filter(|twin| *twin != hash) {
                transaction.delete(&self.tables.sessions, session_key(twin), None);
            }
            Ok(self.commit(transaction).await?.written())
        })
        .await
    }

    async fn twin_of(&self, hash: &str) -> Result<Option<String>, WriteError> {
        let item = self.session_item(hash).await?;
        Ok(item.and_then(|mut item| item.remove(TWIN)).and_then(take_text))
    }

    pub(super) async fn session_item(&self, hash: &str) -> Result<Option<Item>, WriteError> {
        let key = session_key(hash);
        let request =
            self.client.get_item().table_name(&self.tables.sessions).set_key(Some(key)).consistent_read(true);
        Ok(request.send().await.map_err(|error| store_error(&error))?.item)
    }
}

fn still_paired(prior: Option<&str>) -> Condition<'static> {
    match prior {
        None => Condition::Absent(TOKEN_HASH),
        Some(twin) => Condition::Equal(TWIN, text(twin)),
    }
}

fn take_text(value: aws_sdk_dynamodb::types::AttributeValue) -> Option<String> {
    match value {
        aws_sdk_dynamodb::types::AttributeValue::S(text) if !text.is_empty() => Some(text),
        _ => None,
    }
}
