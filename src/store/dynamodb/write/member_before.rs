//! What a Member's write finds before it.

use super::{ATTEMPTS, Effect, Refusal, WriteError, Writer};
use crate::{
    domain::{EmailAddress, EmailDomain, Member, MemberId, OrganizationId, ProjectId, Stamp},
    store::dynamodb::{
        failure::store_error,
        item::{Attributes, Damage, Item},
        members::{COUNTED, LIFE, Place, REVISION, TABLE, id_key, member_key, read_member, read_place},
    },
};

/// A Member as it stands in the table.
#[derive(Debug, Clone)]
pub(super) struct StoredMember {
    pub(super) member: Member,
    /// Names the state that was read.
    pub(super) revision: Stamp,
    /// Names the stretch of time since the Member was last added or reactivated.
    pub(super) life: Stamp,
    /// The domain under which the Member is counted: what was added is what is taken away again, whatever today's rules
    /// would count.
    pub(super) counted: Option<EmailDomain>,
}

/// What a write finds before it.
pub(super) struct Before {
    /// Where the id says that the Member stands.
    pub(super) place: Option<Place>,
    /// Whoever stands there. The reads are not of one moment: the Member may have moved on, and somebody else come there.
    pub(super) at_place: Option<StoredMember>,
    /// Whoever has the address in the organization, the Member itself included.
    pub(super) at_address: Option<StoredMember>,
}

impl Before {
    /// Nothing moves: the Member stands where its id says.
    pub(super) fn of(stored: StoredMember) -> Self {
        let place = Some(Place::of(&stored.member));
        Self { place, at_place: Some(stored.clone()), at_address: Some(stored) }
    }

    /// The Member itself, where its id says.
    pub(super) fn own(&self, next: &Member) -> Option<&StoredMember> {
        self.at_place.as_ref().filter(|stored| stored.member.member_id == next.member_id)
    }

    fn keeping_timestamps(&self, member: &Member) -> Member {
        let own = self.own(member).map(|stored| &stored.member);
        let created_at = member.created_at.or_else(|| own?.created_at);
        let updated_at = member.updated_at.or_else(|| own?.updated_at);
        Member { created_at, updated_at, ..member.clone() }
    }

    /// What is to be written of `member`, and what that comes to.
    pub(super) fn plan(&self, member: &Member) -> Result<(Member, Effect), Refusal> {
        let next = self.keeping_timestamps(member);
        self.refuse_conflicts(&next)?;
        let effect = match self.own(&next) {
            None => Effect::Added,
            Some(own) if own.member == next => Effect::Unchanged,
            Some(_) => Effect::Changed,
        };
        Ok((next, effect))
    }

    fn refuse_conflicts(&self, next: &Member) -> Result<(), Refusal> {
        if let Some(place) = self.place.as_ref().filter(|place| place.organization_id != next.organization_id)
        {
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

    /// The life that `next` goes on with; none when it begins a new one. A Member that was removed, or was not there, begins
    /// anew, and sessions from before stay dead.
    pub(super) fn ongoing_life(&self, next: &Member) -> Option<&Stamp> {
        let own = self.own(next)?;
        (own.member.is_live() || !next.is_live()).then_some(&own.life)
    }

    /// Another Member at the address: a deleted one, which a new Member may replace.
    pub(super) fn displaced(&self, next: &Member) -> Option<&StoredMember> {
        self.at_address.as_ref().filter(|stored| stored.member.member_id != next.member_id)
    }

    /// The place that the id gives up.
    pub(super) fn place_left(&self, next: &Member) -> Option<&Place> {
        self.place.as_ref().filter(|place| **place != Place::of(next))
    }
}

/// The Member of an item, with the stamps of its state.
pub(super) fn read_stored(project: &ProjectId, item: &Item) -> Result<StoredMember, Damage> {
    let attributes = Attributes::of(item)?;
    let counted = attributes.optional_text(COUNTED)?;
    Ok(StoredMember {
        member: read_member(project, item)?,
        revision: attributes.parsed(REVISION, Stamp::parse)?,
        life: attributes.parsed(LIFE, Stamp::parse)?,
        counted: counted.map(|_| attributes.parsed(COUNTED, EmailDomain::parse)).transpose()?,
    })
}

impl Writer {
    pub(super) async fn before(&self, member: &Member) -> Result<Before, WriteError> {
        let place = self.place_of(&member.member_id).await?;
        let at_address = self.stored_member(&member.email_address, &member.organization_id).await?;
        let at_place = match &place {
            Some(place) if *place == Place::of(member) => at_address.clone(),
            Some(place) => self.stored_member(&place.address, &place.organization_id).await?,
            None => None,
        };
        Ok(Before { place, at_place, at_address })
    }

    /// The Member of this id, if it belongs to this organization.
    pub(super) async fn member_by_id(
        &self,
        organization: &OrganizationId,
        id: &MemberId,
    ) -> Result<Option<StoredMember>, WriteError> {
        for _ in 0..ATTEMPTS {
            let place = self.place_of(id).await?;
            let Some(place) = place.filter(|place| place.organization_id == *organization) else {
                return Ok(None);
            };
            match self.stored_member(&place.address, organization).await? {
                Some(stored) if stored.member.member_id == *id => return Ok(Some(stored)),
                // It may be on its way elsewhere: who deletes it must not be told that it is not there.
                found if self.leads_nowhere(id, &place, found.as_ref()).await? => return Ok(None),
                _ => {}
            }
        }
        Err(WriteError::Contended)
    }

    pub(super) async fn place_of(&self, id: &MemberId) -> Result<Option<Place>, WriteError> {
        let found = self.get_from_members(id_key(&self.project, id)).await?;
        let place = found.as_ref().map(read_place).transpose();
        Ok(place.map_err(|damage| damage.of_item(TABLE, id.as_str()))?)
    }

    pub(super) async fn stored_member(
        &self,
        address: &EmailAddress,
        organization: &OrganizationId,
    ) -> Result<Option<StoredMember>, WriteError> {
        let found = self.get_from_members(member_key(&self.project, address, organization)).await?;
        let stored = found.as_ref().map(|item| read_stored(&self.project, item)).transpose();
        Ok(stored.map_err(|damage: Damage| damage.of_item(TABLE, address.as_str()))?)
    }

    pub(super) async fn get_from_members(&self, key: Item) -> Result<Option<Item>, WriteError> {
        let request =
            self.client.get_item().table_name(&self.tables.members).set_key(Some(key)).consistent_read(true);
        Ok(request.send().await.map_err(|error| store_error(&error))?.item)
    }
}
