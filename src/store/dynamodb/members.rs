//! The `members` table: every relation of a person under one key.
//!
//! Besides the Members themselves, the table has one small item for each Member's id, which makes ids unique and finds a Member
//! by id, and one for each [retired address](super::retired_addresses).

use aws_sdk_dynamodb::types::AttributeValue;

use super::{
    DynamoDb,
    failure::pass_over,
    item::{Attributes, Damage, Item, item, key, text},
    object::{OBJECT, object_attributes, with_text},
    pages::read_all,
    partition::{name_of_partition, under_partition},
    retired_addresses::read_retired_address,
};
use crate::{
    domain::{EmailAddress, Member, MemberId, OrganizationId, ProjectId, Stamp},
    store::{AddressMembers, MemberReads, StoreError},
};

pub(super) const TABLE: &str = "members";
pub(super) const ADDRESS: &str = "address";
pub(super) const ORGANIZATION_ID: &str = "organization_id";
pub(super) const ORGANIZATION: &str = "organization";
pub(super) const MEMBER_ID: &str = "member_id";
pub(super) const REVISION: &str = "revision";
pub(super) const LIFE: &str = "life";
pub(super) const COUNTED: &str = "counted";
/// The attribute that marks items of another kind than a Member in a person's partition.
pub(super) const RECORD: &str = "record";
pub(super) const RETIRED_ADDRESS: &str = "retired_address";
/// The sort key of the item that belongs to an id. Its partition has no `@`, so no address and organization share its key.
const ID_ITEM: &str = "id";

/// The partition of a person.
pub(super) fn address_partition(project: &ProjectId, address: &EmailAddress) -> String {
    format!("{project}#{address}")
}

/// The key under which the index lists an organization's Members.
pub(super) fn organization_index_key(project: &ProjectId, organization: &OrganizationId) -> String {
    format!("{project}#{organization}")
}

pub(super) fn member_key(project: &ProjectId, address: &EmailAddress, organization: &OrganizationId) -> Item {
    key([
        (ADDRESS, text(address_partition(project, address))),
        (ORGANIZATION_ID, text(organization.as_str())),
    ])
}

/// The key of the item that belongs to a Member's id. No address looks like an id, because ids hold no `@`.
pub(super) fn id_key(project: &ProjectId, id: &MemberId) -> Item {
    key([(ADDRESS, text(format!("{project}#{id}"))), (ORGANIZATION_ID, text(ID_ITEM))])
}

/// Where the Member with some id stands.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Place {
    pub(super) address: EmailAddress,
    pub(super) organization_id: OrganizationId,
}

impl Place {
    pub(super) fn of(member: &Member) -> Self {
        Self { address: member.email_address.clone(), organization_id: member.organization_id.clone() }
    }

    /// The text that conditions compare.
    pub(super) fn to_text(&self) -> String {
        format!("{}#{}", self.organization_id, self.address)
    }
}

pub(super) const PLACE: &str = "place";

pub(super) fn id_item(project: &ProjectId, id: &MemberId, place: &Place) -> Item {
    let mut item = item([(PLACE, text(place.to_text()))]);
    item.extend(id_key(project, id));
    item
}

/// The partition of an item or a key; empty where that cannot be read.
pub(super) fn partition_of(item: &Item) -> &str {
    item.get(ADDRESS).and_then(|value| value.as_s().ok()).map_or("", String::as_str)
}

/// The kinds of items in this table.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum MemberItemKind {
    /// A Member.
    Member,
    /// The item of a Member's id.
    Id,
    /// An address that a Member retired.
    RetiredAddress,
}

/// Determines the kind of an item from its partition and its `record` attribute, never from an id that a user chose: an
/// organization may be called `id`.
pub(super) fn kind_of(item: &Item) -> MemberItemKind {
    if !partition_of(item).contains('@') {
        return MemberItemKind::Id;
    }
    match item.get(RECORD) {
        Some(AttributeValue::S(record)) if record == RETIRED_ADDRESS => MemberItemKind::RetiredAddress,
        _ => MemberItemKind::Member,
    }
}

pub(super) fn read_place(item: &Item) -> Result<Place, Damage> {
    Attributes::of(item)?.parsed(PLACE, |place| {
        let (organization, address) = place.split_once('#').ok_or(())?;
        Ok::<_, ()>(Place {
            address: EmailAddress::parse(address).map_err(|_| ())?,
            organization_id: OrganizationId::parse(organization).map_err(|_| ())?,
        })
    })
}

/// The item of a Member, but for the stamps of its state.
pub(super) fn member_item(project: &ProjectId, member: &Member) -> serde_json::Result<Item> {
    let mut item = item([
        (ORGANIZATION, text(organization_index_key(project, &member.organization_id))),
        (MEMBER_ID, text(member.member_id.as_str())),
    ]);
    item.extend(object_attributes(member)?);
    item.extend(member_key(project, &member.email_address, &member.organization_id));
    Ok(item)
}

/// The Member of an item, which must be the one that its key promises.
pub(super) fn read_member(project: &ProjectId, item: &Item) -> Result<Member, Damage> {
    let attributes = Attributes::of(item)?;
    let member: Member = attributes.json(OBJECT)?;
    let name = name_of_partition(attributes.text(ADDRESS)?, project);
    let at_home = name == Some(member.email_address.as_str())
        && attributes.text(ORGANIZATION_ID)? == member.organization_id.as_str();
    if at_home { Ok(member) } else { Err(Damage(format!("{OBJECT} does not belong under its key"))) }
}

/// The Member of an item, and the life that it is in.
fn read_member_and_life(project: &ProjectId, item: &Item) -> Result<(Member, Stamp), Damage> {
    Ok((read_member(project, item)?, Attributes::of(item)?.parsed(LIFE, Stamp::parse)?))
}

impl AddressMembers {
    fn add(&mut self, project: &ProjectId, item: Item) {
        if kind_of(&item) == MemberItemKind::RetiredAddress {
            return self.add_retired(project, &item);
        }
        match read_member_and_life(project, &item) {
            Ok((member, life)) => {
                self.lives.insert(member.organization_id.clone(), life);
                self.members.push(with_text(member, item));
            }
            Err(damage) => self.add_damaged(&item, &damage),
        }
    }

    fn add_retired(&mut self, project: &ProjectId, item: &Item) {
        match read_retired_address(project, item) {
            Ok(retired) => {
                self.retired_by.insert(retired.organization_id, retired.retired_by);
            }
            Err(damage) => self.add_damaged(item, &damage),
        }
    }

    fn add_damaged(&mut self, item: &Item, Damage(reason): &Damage) {
        let sort_key = item.get(ORGANIZATION_ID).and_then(|value| value.as_s().ok());
        let organization = sort_key.and_then(|id| OrganizationId::parse(id).ok());
        pass_over(TABLE, partition_of(item), organization.as_ref(), reason);
        self.unnamed_damage |= organization.is_none();
        self.damaged.extend(organization);
    }
}

impl MemberReads for DynamoDb {
    async fn members(
        &self,
        project: &ProjectId,
        address: &EmailAddress,
    ) -> Result<AddressMembers, StoreError> {
        let partition = address_partition(project, address);
        let query = under_partition(&self.client, &self.tables.members, ADDRESS, &partition);
        let mut found = AddressMembers::default();
        read_all(query.consistent_read(true), |item| found.add(project, item)).await?;
        Ok(found)
    }
}
