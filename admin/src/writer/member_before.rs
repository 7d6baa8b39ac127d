//! The state that a Member's write finds.

use std::collections::{BTreeMap, BTreeSet};

use super::{ATTEMPTS, Effect, Refusal, WriteError, Writer};
use org_discovery::{
    domain::{
        EmailAddress, EmailDomain, Member, MemberId, OrganizationId, ProjectId, RetiredEmailAddress, Stamp,
        Timestamp,
    },
    store::dynamodb::{
        KEYS_PER_BATCH, batch_get,
        items::{
            attributes::{Attributes, Damage, Item},
            members::{
                COUNTED, LIFE, MemberItemKind, Place, REVISION, TABLE, id_key, kind_of, member_key,
                partition_of, read_member, read_place,
            },
            retired_addresses::read_retired_address,
        },
        store_error,
    },
};

/// A Member as the table stores it.
#[derive(Debug, Clone)]
pub(super) struct StoredMember {
    pub(super) member: Member,
    /// Names the state that was read.
    pub(super) revision: Stamp,
    /// Names the period since the Member was last added, reactivated or moved to another address.
    pub(super) life: Stamp,
    /// The domain under which the Member is counted. A write subtracts what was added, whatever today's rules would count.
    pub(super) counted: Option<EmailDomain>,
}

/// The item under the key of an address in an organization.
#[derive(Debug, Clone)]
pub(super) enum AtAddress {
    /// No item.
    Nothing,
    /// A Member.
    Member(Box<StoredMember>),
    /// The address is retired by this Member.
    RetiredBy(MemberId),
}

impl AtAddress {
    pub(super) fn member(&self) -> Option<&StoredMember> {
        match self {
            Self::Member(stored) => Some(stored),
            Self::Nothing | Self::RetiredBy(_) => None,
        }
    }

    pub(super) fn is_retired_by(&self, id: &MemberId) -> bool {
        matches!(self, Self::RetiredBy(retired_by) if retired_by == id)
    }

    fn read(project: &ProjectId, item: Option<&Item>) -> Result<Self, Damage> {
        let Some(item) = item else {
            return Ok(Self::Nothing);
        };
        match kind_of(item) {
            MemberItemKind::RetiredAddress => {
                Ok(Self::RetiredBy(read_retired_address(project, item)?.retired_by))
            }
            MemberItemKind::Member | MemberItemKind::Id => {
                Ok(Self::Member(Box::new(read_stored(project, item)?)))
            }
        }
    }
}

/// The state that a write finds.
pub(super) struct Before {
    /// The place that the item of the id names.
    pub(super) place: Option<Place>,
    /// The item at that place. The reads are not of one moment: the Member may have moved, and another come there.
    pub(super) at_place: AtAddress,
    /// The item at the new address in the organization, which may be the Member's own.
    pub(super) at_address: AtAddress,
    /// The items at the addresses that the Member reserves now or will reserve.
    pub(super) at_reserved: BTreeMap<EmailAddress, AtAddress>,
}

impl Before {
    /// Returns the Member itself, where its id says.
    pub(super) fn own(&self, next: &Member) -> Option<&StoredMember> {
        self.at_place.member().filter(|stored| stored.member.member_id == next.member_id)
    }

    /// Returns the Member with timestamps, and without its own address among the retired ones: a Member that returns to an
    /// address uses it again.
    fn completed(&self, member: &Member, now: Timestamp) -> Member {
        let own = self.own(member).map(|stored| &stored.member);
        let created_at = member.created_at.or_else(|| own?.created_at).or(Some(now));
        let updated_at = member.updated_at.or_else(|| own?.updated_at).or(Some(now));
        let mut next = Member { created_at, updated_at, ..member.clone() };
        let returned = |retired: &RetiredEmailAddress| retired.email_address == member.email_address;
        next.retired_email_addresses.retain(|retired| !returned(retired));
        next
    }

    /// Returns the Member that is to be written, and the effect.
    pub(super) fn plan(&self, member: &Member, now: Timestamp) -> Result<(Member, Effect), Refusal> {
        let next = self.completed(member, now);
        self.refuse_conflicts(&next)?;
        self.refuse_reserved_by_others(&next)?;
        let effect = match self.own(&next) {
            None => Effect::Added,
            Some(own) if own.member == next => Effect::Unchanged,
            Some(_) => Effect::Changed,
        };
        Ok((next, effect))
    }

    fn refuse_conflicts(&self, next: &Member) -> Result<(), Refusal> {
        let (member_id, organization_id) = (next.member_id.clone(), next.organization_id.clone());
        if let Some(place) = self.place.as_ref().filter(|place| place.organization_id != organization_id) {
            let organization_id = place.organization_id.clone();
            return Err(Refusal::MemberIdTaken { member_id, organization_id });
        }
        match &self.at_address {
            AtAddress::RetiredBy(other) if *other != member_id => {
                Err(Refusal::AddressRetired { organization_id, member_id: other.clone() })
            }
            AtAddress::Member(other) if other.member.member_id != member_id && other.member.is_live() => {
                Err(Refusal::AddressTaken { organization_id, member_id: other.member.member_id.clone() })
            }
            _ => Ok(()),
        }
    }

    /// An address that another Member has, or retired, cannot be retired. A deleted Member gives way.
    pub(super) fn refuse_reserved_by_others(&self, next: &Member) -> Result<(), Refusal> {
        for address in next.reserved_addresses() {
            let holder = match self.at_reserved.get(address) {
                Some(AtAddress::RetiredBy(other)) => other,
                Some(AtAddress::Member(other)) if other.member.is_live() => &other.member.member_id,
                _ => continue,
            };
            if *holder != next.member_id {
                let (organization_id, member_id) = (next.organization_id.clone(), holder.clone());
                return Err(Refusal::RetiredAddressTaken { organization_id, member_id });
            }
        }
        Ok(())
    }

    /// Returns the life that `next` continues, or `None` when it begins a new one: a Member that was removed, was not there
    /// or had another address begins anew, and sessions from before stay dead.
    pub(super) fn ongoing_life(&self, next: &Member) -> Option<&Stamp> {
        let own = self.own(next)?;
        let continues =
            own.member.email_address == next.email_address && (own.member.is_live() || !next.is_live());
        continues.then_some(&own.life)
    }

    /// Returns another Member at the address: a deleted one, which a new Member may replace.
    pub(super) fn displaced(&self, next: &Member) -> Option<&StoredMember> {
        self.at_address.member().filter(|stored| stored.member.member_id != next.member_id)
    }

    /// Returns the place that the Member leaves.
    pub(super) fn place_left(&self, next: &Member) -> Option<&Place> {
        self.place.as_ref().filter(|place| **place != Place::of(next))
    }
}

/// Parses the domain under which a Member's item is counted.
pub(super) fn counted_domain(attributes: Attributes<'_>) -> Result<Option<EmailDomain>, Damage> {
    attributes.optional_parsed(COUNTED, EmailDomain::parse)
}

/// Parses an item as a Member with its revision, life and counter.
pub(super) fn read_stored(project: &ProjectId, item: &Item) -> Result<StoredMember, Damage> {
    let attributes = Attributes::of(item)?;
    Ok(StoredMember {
        member: read_member(project, item)?,
        revision: attributes.parsed(REVISION, Stamp::parse)?,
        life: attributes.parsed(LIFE, Stamp::parse)?,
        counted: counted_domain(attributes)?,
    })
}

impl Writer {
    pub(super) async fn before(&self, member: &Member) -> Result<Before, WriteError> {
        let place = self.place_of(&member.member_id).await?;
        let at_address = self.at_address(&member.email_address, &member.organization_id).await?;
        let at_place = match &place {
            Some(place) if *place == Place::of(member) => at_address.clone(),
            Some(place) => self.at_address(&place.address, &place.organization_id).await?,
            None => AtAddress::Nothing,
        };
        let own = at_place.member().filter(|stored| stored.member.member_id == member.member_id);
        let mut at_reserved = self.at_reserved(own.map(|stored| &stored.member), Some(member)).await?;
        // The plan follows from the first read of this item. A second read of a Member that moves could differ.
        if let Some(found) = place.as_ref().and_then(|place| at_reserved.get_mut(&place.address)) {
            found.clone_from(&at_place);
        }
        Ok(Before { place, at_place, at_address, at_reserved })
    }

    /// Returns the state of a Member that stays at its address.
    pub(super) async fn before_staying(
        &self,
        stored: StoredMember,
        next: &Member,
    ) -> Result<Before, WriteError> {
        let place = Some(Place::of(&stored.member));
        let at_reserved = self.at_reserved(Some(&stored.member), Some(next)).await?;
        let at_address = AtAddress::Member(Box::new(stored));
        Ok(Before { place, at_place: at_address.clone(), at_address, at_reserved })
    }

    /// Reads the items at the addresses that a Member reserves before and after a write.
    pub(super) async fn at_reserved(
        &self,
        stored: Option<&Member>,
        next: Option<&Member>,
    ) -> Result<BTreeMap<EmailAddress, AtAddress>, WriteError> {
        let members = stored.into_iter().chain(next);
        let reserved: BTreeSet<(&EmailAddress, &OrganizationId)> = members
            .flat_map(|member| {
                member.reserved_addresses().into_iter().map(|address| (address, &member.organization_id))
            })
            .collect();
        let mut found = BTreeMap::new();
        if reserved.is_empty() {
            return Ok(found);
        }
        let key = |(address, organization): &(&EmailAddress, &OrganizationId)| {
            member_key(&self.project, address, organization)
        };
        // Another writer may have stored more addresses than this one accepts.
        let keys: Vec<Item> = reserved.iter().map(key).collect();
        let mut items = Vec::new();
        for keys in keys.chunks(KEYS_PER_BATCH) {
            items.extend(batch_get(&self.client, &self.tables.members, keys.to_vec()).await?);
        }
        for pair in reserved {
            let key = key(&pair);
            let item = items.iter().find(|item| partition_of(item) == partition_of(&key));
            let at_address = AtAddress::read(&self.project, item);
            let at_address = at_address.map_err(|damage| damage.of_item(TABLE, partition_of(&key)))?;
            found.insert(pair.0.clone(), at_address);
        }
        Ok(found)
    }

    /// Returns the Member of this id, if it belongs to this organization.
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
            match self.at_address(&place.address, organization).await? {
                AtAddress::Member(stored) if stored.member.member_id == *id => return Ok(Some(*stored)),
                // A concurrent move can look like absence, so both items are checked in one transaction.
                found if self.leads_nowhere(id, &place, &found).await? => return Ok(None),
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

    pub(super) async fn at_address(
        &self,
        address: &EmailAddress,
        organization: &OrganizationId,
    ) -> Result<AtAddress, WriteError> {
        let found = self.get_from_members(member_key(&self.project, address, organization)).await?;
        let at_address = AtAddress::read(&self.project, found.as_ref());
        Ok(at_address.map_err(|damage: Damage| damage.of_item(TABLE, address.as_str()))?)
    }

    pub(super) async fn stored_member(
        &self,
        address: &EmailAddress,
        organization: &OrganizationId,
    ) -> Result<Option<StoredMember>, WriteError> {
        Ok(self.at_address(address, organization).await?.member().cloned())
    }

    pub(super) async fn get_from_members(&self, key: Item) -> Result<Option<Item>, WriteError> {
        let request =
            self.client.get_item().table_name(&self.tables.members).set_key(Some(key)).consistent_read(true);
        Ok(request.send().await.map_err(|error| store_error(&error))?.item)
    }
}
