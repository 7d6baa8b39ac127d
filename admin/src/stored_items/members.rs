//! Stored Members, and the items at an address in an organization.

use std::collections::{BTreeMap, BTreeSet};

use crate::{project_tables::ProjectTables, transactions::Condition};
use org_discovery::{
    domain::{
        EmailAddress, EmailDomain, Member, MemberId, OrganizationId, ProjectId, Revision, SecurityStamp,
    },
    store::{
        StoreError,
        dynamodb::{
            KEYS_PER_BATCH, batch_get,
            items::{
                attributes::{Attributes, Damage, Item, text},
                members::{
                    ADDRESS, COUNTED_DOMAIN, ELIGIBLE_BY, MemberItemKind, MemberLocation, REVISION,
                    SECURITY_STAMP, TABLE, id_key, kind_of, member_key, partition_of, read_member,
                    read_member_location,
                },
                retired_addresses::{RETIRED_BY, read_retired_address},
            },
        },
    },
};

/// A stored Member.
#[derive(Debug, Clone)]
pub(crate) struct StoredMember {
    pub(crate) member: Member,
    /// The revision of the item.
    pub(crate) revision: Revision,
    /// The security stamp. A write replaces it if it reactivates the Member or changes the address.
    pub(crate) security_stamp: SecurityStamp,
    /// The counted domain. It is stored so that a later write subtracts from the same counter, even if the rule for
    /// counting has changed since.
    pub(crate) counted_domain: Option<EmailDomain>,
    /// The rule by which the person joins, for a pending Member that an exchange created.
    pub(crate) eligible_by: Option<String>,
}

/// The item at an address in an organization.
#[derive(Debug, Clone)]
pub(crate) enum ItemAtAddress {
    /// No item.
    Nothing,
    /// A Member.
    Member(Box<StoredMember>),
    /// A retired-address item of this Member.
    RetiredBy(MemberId),
}

impl ItemAtAddress {
    /// Returns the Member at the address.
    pub(crate) fn member(&self) -> Option<&StoredMember> {
        match self {
            Self::Member(stored) => Some(stored),
            Self::Nothing | Self::RetiredBy(_) => None,
        }
    }

    /// Returns true if the Member `id` retired the address.
    pub(crate) fn is_retired_by(&self, id: &MemberId) -> bool {
        matches!(self, Self::RetiredBy(retired_by) if retired_by == id)
    }

    /// Returns the condition that the item has not changed since it was read.
    pub(crate) fn unchanged(&self) -> Condition<'static> {
        match self {
            Self::Nothing => Condition::Absent(ADDRESS),
            Self::Member(stored) => at_member_revision(stored),
            Self::RetiredBy(member) => Condition::Equal(RETIRED_BY, text(member.as_str())),
        }
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
                Ok(Self::Member(Box::new(read_stored_member(project, item)?)))
            }
        }
    }
}

/// Returns the condition that a Member item still has the revision that was read.
pub(crate) fn at_member_revision(stored: &StoredMember) -> Condition<'static> {
    Condition::Equal(REVISION, text(stored.revision.as_str()))
}

/// Parses the counted domain of a Member item.
pub(crate) fn counted_domain(attributes: Attributes<'_>) -> Result<Option<EmailDomain>, Damage> {
    attributes.optional_parsed(COUNTED_DOMAIN, EmailDomain::parse)
}

/// Parses an item as a Member with its revision, security stamp and counted domain.
pub(crate) fn read_stored_member(project: &ProjectId, item: &Item) -> Result<StoredMember, Damage> {
    let attributes = Attributes::of(item)?;
    Ok(StoredMember {
        member: read_member(project, item)?,
        revision: attributes.parsed(REVISION, Revision::parse)?,
        security_stamp: attributes.parsed(SECURITY_STAMP, SecurityStamp::parse)?,
        counted_domain: counted_domain(attributes)?,
        eligible_by: attributes.optional_text(ELIGIBLE_BY)?.map(str::to_owned),
    })
}

/// Consistent reads of the `members` table.
#[derive(Debug, Clone, Copy)]
pub(crate) struct StoredMembers<'t>(pub(crate) &'t ProjectTables);

impl StoredMembers<'_> {
    /// Reads one item.
    pub(crate) async fn item(self, key: Item) -> Result<Option<Item>, StoreError> {
        self.0.get(&self.0.names.members, key).await
    }

    /// Returns the location that the id item of a Member names.
    pub(crate) async fn location_of(self, id: &MemberId) -> Result<Option<MemberLocation>, StoreError> {
        let found = self.item(id_key(&self.0.project, id)).await?;
        let location = found.as_ref().map(read_member_location).transpose();
        location.map_err(|damage| damage.of_item(TABLE, id.as_str()))
    }

    /// Returns the item at an address in an organization.
    pub(crate) async fn at_address(
        self,
        address: &EmailAddress,
        organization: &OrganizationId,
    ) -> Result<ItemAtAddress, StoreError> {
        let found = self.item(member_key(&self.0.project, address, organization)).await?;
        let at_address = ItemAtAddress::read(&self.0.project, found.as_ref());
        at_address.map_err(|damage| damage.of_item(TABLE, address.as_str()))
    }

    /// Returns the Member at an address in an organization.
    pub(crate) async fn member_at(
        self,
        address: &EmailAddress,
        organization: &OrganizationId,
    ) -> Result<Option<StoredMember>, StoreError> {
        Ok(self.at_address(address, organization).await?.member().cloned())
    }

    /// Returns the items at the addresses that a Member reserves before and after a write.
    pub(crate) async fn at_reserved_addresses(
        self,
        stored: Option<&Member>,
        next: Option<&Member>,
    ) -> Result<BTreeMap<EmailAddress, ItemAtAddress>, StoreError> {
        let mut reserved = BTreeSet::new();
        for member in stored.into_iter().chain(next) {
            let addresses = member.reserved_addresses().into_iter();
            reserved.extend(addresses.map(|address| (address, &member.organization_id)));
        }
        let key = |(address, organization): &(&EmailAddress, &OrganizationId)| {
            member_key(&self.0.project, address, organization)
        };
        // Another writer may have stored more addresses than fit into one batch.
        let keys: Vec<Item> = reserved.iter().map(key).collect();
        let mut items = Vec::new();
        for keys in keys.chunks(KEYS_PER_BATCH) {
            items.extend(batch_get(&self.0.client, &self.0.names.members, keys.to_vec()).await?);
        }
        let mut found = BTreeMap::new();
        for pair in reserved {
            let key = key(&pair);
            let item = items.iter().find(|item| partition_of(item) == partition_of(&key));
            let at_address = ItemAtAddress::read(&self.0.project, item);
            let at_address = at_address.map_err(|damage| damage.of_item(TABLE, partition_of(&key)))?;
            found.insert(pair.0.clone(), at_address);
        }
        Ok(found)
    }
}
