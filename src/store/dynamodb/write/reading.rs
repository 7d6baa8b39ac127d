//! Single things as a write would find them, read consistently, for operators.

use super::{WriteError, Writer};
use crate::{
    domain::{Member, MemberId, Organization, OrganizationId, Session},
    store::dynamodb::{
        item::Damage,
        sessions::{TABLE, member_key, read_any_session},
        tables::SESSIONS_BY_MEMBER,
    },
};

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

    /// A Member's sessions that the index lists, each once. The index follows the table with a short delay.
    ///
    /// # Errors
    /// [`WriteError::Store`].
    pub async fn member_sessions(&self, member: &MemberId) -> Result<Vec<Session>, WriteError> {
        let (table, partition) = (&self.tables.sessions, member_key(&self.project, member));
        let mut sessions: Vec<Session> = Vec::new();
        for hash in self.sort_keys_in(table, SESSIONS_BY_MEMBER, &partition).await? {
            let Some(item) = self.session_item(&hash).await? else {
                continue;
            };
            let session = read_any_session(&item).map_err(|damage: Damage| damage.of_item(TABLE, &hash))?;
            // Its other item, under the other name, says the same.
            if !sessions.contains(&session) {
                sessions.push(session);
            }
        }
        sessions.sort_by_key(|session| session.expires_at);
        Ok(sessions)
    }
}
