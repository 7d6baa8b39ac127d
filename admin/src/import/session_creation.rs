//! Creates sessions from their entries.

use super::sessions::{SessionEntry, SessionEntryKind};
use crate::{
    WriteError, Writer,
    sessions::{NewIntermediateSession, NewMemberSession},
};
use org_discovery::domain::{
    Entropy, MemberSession, MemberSessionId, OAuthTenants, OpaqueToken, OrganizationId, Timestamp,
};

/// A written session and its credential.
#[derive(Debug, Clone)]
pub struct LoadedSession {
    /// The entry that the session was created from.
    pub entry: SessionEntry,
    /// The expiry.
    pub expires_at: Timestamp,
    /// The credential.
    pub credential: SessionCredential,
}

/// The credential of a session.
#[derive(Debug, Clone)]
pub enum SessionCredential {
    /// An intermediate session token.
    Intermediate(OpaqueToken),
    /// A session token, and the session for session JWTs.
    Member(OpaqueToken, MemberSession),
}

/// Creates sessions with lifetimes that start at `now`.
pub(super) struct SessionCreator<'c, E> {
    pub(super) writer: &'c Writer,
    pub(super) now: Timestamp,
    pub(super) entropy: &'c E,
}

impl<E: Entropy> SessionCreator<'_, E> {
    pub(super) async fn create(&self, entry: &SessionEntry) -> Result<LoadedSession, WriteError> {
        let expires_at = self.now.plus_seconds(entry.expires_in_seconds);
        let credential = match entry.kind.clone() {
            SessionEntryKind::Intermediate { oauth_tenants, organization_id_hint } => {
                let token = entry.token.clone().unwrap_or_else(|| self.random_token::<32>());
                self.put_intermediate(entry, token, (oauth_tenants, organization_id_hint), expires_at).await?
            }
            SessionEntryKind::Member { organization_id, member_id, member_session_id } => {
                let token = entry.token.clone().unwrap_or_else(|| self.random_token::<33>());
                let member_session_id = member_session_id.unwrap_or_else(|| self.random_id());
                let member = MemberSession { member_session_id, organization_id, member_id };
                self.put_member(entry, token, member, expires_at).await?
            }
        };
        Ok(LoadedSession { entry: entry.clone(), expires_at, credential })
    }

    async fn put_intermediate(
        &self,
        entry: &SessionEntry,
        token: OpaqueToken,
        (oauth_tenants, organization_id_hint): (OAuthTenants, Option<OrganizationId>),
        expires_at: Timestamp,
    ) -> Result<SessionCredential, WriteError> {
        let SessionEntry { email_address, authentication_factors, .. } = entry.clone();
        let new = NewIntermediateSession {
            oauth_tenants,
            organization_id_hint,
            ..NewIntermediateSession::new(token.clone(), email_address, authentication_factors, expires_at)
        };
        self.writer.sessions().put_intermediate_session(new, self.now).await?;
        Ok(SessionCredential::Intermediate(token))
    }

    async fn put_member(
        &self,
        entry: &SessionEntry,
        token: OpaqueToken,
        member: MemberSession,
        expires_at: Timestamp,
    ) -> Result<SessionCredential, WriteError> {
        let SessionEntry { email_address, authentication_factors, .. } = entry.clone();
        let new = NewMemberSession::new(
            token.clone(),
            email_address,
            authentication_factors,
            member.clone(),
            expires_at,
        );
        self.writer.sessions().put_member_session(new, self.now).await?;
        Ok(SessionCredential::Member(token, member))
    }

    fn random_token<const BYTES: usize>(&self) -> OpaqueToken {
        let mut bytes = [0; BYTES];
        self.entropy.fill(&mut bytes);
        OpaqueToken::from_random(&bytes)
    }

    fn random_id(&self) -> MemberSessionId {
        MemberSessionId::random(self.writer.project_id().environment(), self.entropy)
    }
}
