//! What a Member's write finds before it.

use super::{Effect, Refusal, WriteError, Writer};
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
    /// Where the id stands.
    pub(super) place: Option<Place>,
    /// The Member with this id.
    pub(super) own: Option<StoredMember>,
    /// Whoever has the address in the organization, the Member itself included.
    pub(super) at_address: Option<StoredMember>,
}

impl Before {
    /// Nothing moves: the Member stands where its id says.
    pub(super) fn of(stored: StoredMember) -> Self {
        Self { place: Some(Place::of(&stored.member)), own: Some(stored.clone()), at_address: Some(stored) }
    }

    fn keeping_timestamps(&self, mut next: Member) -> Member {
        let own = self.own.as_ref().map(|stored| &stored.member);
        next.created_at = next.created_at.or_else(|| own?.created_at);
        next.updated_at = next.updated_at.or_else(|| own?.updated_at);
        next
    }

    /// What is to be written of `member`, and what that comes to.
    pub(super) fn plan(&self, member: &Member) -> Result<(Member, Effect), Refusal> {
        let next = self.keeping_timestamps(member.clone());
        self.refuse_conflicts(&next)?;
        let effect = match &self.own {
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
        let own = self.own.as_ref()?;
        (own.member.is_live() || !next.is_live()).then_some(&own.life)
    }

    /// Another Member at the address: a deleted one, which a new Member may replace.
    pub(super) fn displaced(&self, next: &Member) -> Option<&StoredMember> {
        self.at_address.as_ref().filter(|stored| stored.member.member_id != next.member_id)
    }

    /// The Member's row under the address that it leaves.
    pub(super) fn own_elsewhere(&self, next: &Member) -> Option<&StoredMember> {
        self.own.as_ref().filter(|own| own.member.email_address != next.email_address)
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
        let own = match &place {
            Some(place) if *place == Place::of(member) => at_address.clone(),
            Some(place) => self.stored_member(&place.address, &place.organization_id).await?,
            None => None,
        };
        // The reads are not of one moment: the Member may have moved on, and somebody else may stand there.
        let own = own.filter(|stored| stored.member.member_id == member.member_id);
        Ok(Before { place, own, at_address })
    }

    pub(super) async fn member_by_id(
        &self,
        organization: &OrganizationId,
        id: &MemberId,
    ) -> Result<Option<StoredMember>, WriteError> {
        match self.place_of(id).await? {
            Some(place) if place.organization_id == *organization => {
                let stored = self.stored_member(&place.address, organization).await?;
                Ok(stored.filter(|stored| stored.member.member_id == *id))
            }
            _ => Ok(None),
        }
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
