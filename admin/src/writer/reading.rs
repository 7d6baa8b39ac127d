//! Single things as a write would find them, read consistently, for operators.

use super::{WriteError, Writer};
use crate::tables::SESSIONS_BY_MEMBER;
use org_discovery::{
    domain::{Member, MemberId, Organization, OrganizationId, Session},
    store::dynamodb::items::sessions::{member_key, read_any_session},
};

/// The sessions of a Member.
#[derive(Debug, Clone, Default)]
pub struct MemberSessions {
    /// The sessions that can be read, the first to end first.
    pub sessions: Vec<Session>,
    /// How many items of sessions cannot be read.
    pub damaged_items: usize,
}

impl Writer {
    /// The organization of this id.
    ///
    /// # Errors
    /// [`WriteError::Store`].
    pub async fn organization(&self, id: &OrganizationId) -> Result<Option<Organization>, WriteError> {
        Ok(self.stored_organization(id).await?.map(|stored| stored.organization))
    }

    /// The Member of this id, deleted or not.
    ///
    /// # Errors
    /// [`WriteError::Store`].
    pub async fn member(&self, id: &MemberId) -> Result<Option<Member>, WriteError> {
        let Some(place) = self.place_of(id).await? else {
            return Ok(None);
        };
        Ok(self.member_by_id(&place.organization_id, id).await?.map(|stored| stored.member))
    }

    /// Returns a Member's sessions that the index lists, each once. The index follows the table with a short delay.
    ///
    /// # Errors
    /// [`WriteError::Store`].
    pub async fn member_sessions(&self, member: &MemberId) -> Result<MemberSessions, WriteError> {
        let (table, partition) = (&self.tables.sessions, member_key(&self.project, member));
        let mut found = MemberSessions::default();
        for hash in self.sort_keys_in(table, SESSIONS_BY_MEMBER, &partition).await? {
            let Some(item) = self.session_item(&hash).await? else {
                continue;
            };
            match read_any_session(&item) {
                // The item under the session's other name is equal.
                Ok(session) if found.sessions.contains(&session) => {}
                Ok(session) => found.sessions.push(session),
                Err(_) => found.damaged_items += 1,
            }
        }
        found.sessions.sort_by_key(|session| session.expires_at);
        Ok(found)
    }
}
