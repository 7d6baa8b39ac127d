//! From a data file into the tables.

use super::{DataFile, SessionEntry, SessionEntryKind, entity::Entity};
use crate::{
    domain::{Entropy, MemberSession, MemberSessionId, OpaqueToken, Timestamp},
    store::dynamodb::{
        Writer,
        write::{NewIntermediateSession, NewMemberSession, WriteError},
    },
};

/// A session that was written, with the credential that opens it.
#[derive(Debug, Clone)]
pub struct LoadedSession {
    /// The entry that it was made from.
    pub entry: SessionEntry,
    /// When it ends.
    pub expires_at: Timestamp,
    /// What opens it.
    pub credential: SessionCredential,
}

/// What opens a session.
#[derive(Debug, Clone)]
pub enum SessionCredential {
    /// An intermediate session token.
    Intermediate(OpaqueToken),
    /// A session token, and the session that JWTs can name.
    Member(OpaqueToken, MemberSession),
}

impl DataFile {
    /// Writes everything: organizations, then Members, then sessions. Doing it again is safe.
    ///
    /// # Errors
    /// [`WriteError`], when what is stored contradicts the data or the store fails.
    pub async fn load(
        &self,
        writer: &Writer,
        now: Timestamp,
        entropy: &impl Entropy,
    ) -> Result<Vec<LoadedSession>, WriteError> {
        for organization in &self.organizations {
            writer.put_organization(&organization.value, now).await?;
        }
        for member in &self.members {
            writer.put_member(&member.value).await?;
        }
        let mut loaded = Vec::with_capacity(self.sessions.len());
        for Entity { value: entry, .. } in &self.sessions {
            loaded.push(load_session(entry, writer, now, entropy).await?);
        }
        Ok(loaded)
    }
}

async fn load_session(
    entry: &SessionEntry,
    writer: &Writer,
    now: Timestamp,
    entropy: &impl Entropy,
) -> Result<LoadedSession, WriteError> {
    let expires_at = now.plus_seconds(entry.expires_in_seconds);
    let SessionEntry { email_address, authentication_factors, kind, .. } = entry.clone();
    let credential = match kind {
        SessionEntryKind::Intermediate { oauth_tenants, organization_id_hint } => {
            let token = entry.token.clone().unwrap_or_else(|| random_token::<32>(entropy));
            let new = NewIntermediateSession {
                token: token.clone(),
                email_address,
                authentication_factors,
                oauth_tenants,
                organization_id_hint,
                expires_at,
            };
            writer.put_intermediate_session(new, now).await?;
            SessionCredential::Intermediate(token)
        }
        SessionEntryKind::Member { organization_id, member_id, member_session_id } => {
            let token = entry.token.clone().unwrap_or_else(|| random_token::<33>(entropy));
            let random_id = || MemberSessionId::random(writer.project().environment(), entropy);
            let member_session_id = member_session_id.unwrap_or_else(random_id);
            let member = MemberSession { member_session_id, organization_id, member_id };
            let (stored, kept) = (token.clone(), member.clone());
            let new =
                NewMemberSession { token: stored, email_address, authentication_factors, member, expires_at };
            writer.put_member_session(new, now).await?;
            SessionCredential::Member(token, kept)
        }
    };
    Ok(LoadedSession { entry: entry.clone(), expires_at, credential })
}

fn random_token<const BYTES: usize>(entropy: &impl Entropy) -> OpaqueToken {
    let mut bytes = [0; BYTES];
    entropy.fill(&mut bytes);
    OpaqueToken::from_random(&bytes)
}
