//! The `members` table: every relation of a person under one key.
//!
//! Besides the Members themselves, the table has one small item for each Member's id, which makes ids unique and finds a Member
//! by id, and one for each [retired address](super::retired_addresses).

use aws_sdk_dynamodb::types::AttributeValue;

use super::{
    attributes::{Attributes, Damage, Item, item, key, text},
    object_text::{OBJECT, object_attributes},
    partition_key::name_of_partition,
};
use crate::domain::{EmailAddress, Member, MemberId, OrganizationId, ProjectId, SecurityStamp};

/// The kind of table.
pub const TABLE: &str = "members";
/// The partition key: `<project id>#<address>`, or `<project id>#<member id>` for the item of an id.
pub const ADDRESS: &str = "address";
/// The sort key: the id of the organization.
pub const ORGANIZATION_ID: &str = "organization_id";
/// The partition key of the index by organization.
pub const ORGANIZATION: &str = "organization";
/// The Member's id, which is the sort key of the index.
pub const MEMBER_ID: &str = "member_id";
/// The revision of the item, for optimistic locking.
pub const REVISION: &str = "revision";
/// The Member's security stamp: a member session is valid while it has the same one.
pub const SECURITY_STAMP: &str = "security_stamp";
/// The domain in whose counter the Member is included.
pub const COUNTED_DOMAIN: &str = "counted_domain";
/// The attribute that marks items of another kind than a Member in a person's partition.
pub const RECORD: &str = "record";
/// The value of `record` in the item of a retired address.
pub const RETIRED_ADDRESS: &str = "retired_address";
/// The sort key of the item that belongs to an id. Its partition has no `@`, so no address and organization share its key.
const ID_ITEM: &str = "id";

/// The partition of a person.
#[must_use]
pub fn address_partition(project: &ProjectId, address: &EmailAddress) -> String {
    format!("{project}#{address}")
}

/// The key under which the index lists an organization's Members.
#[must_use]
pub fn organization_index_key(project: &ProjectId, organization: &OrganizationId) -> String {
    format!("{project}#{organization}")
}

/// Returns the key of a Member's item.
#[must_use]
pub fn member_key(project: &ProjectId, address: &EmailAddress, organization: &OrganizationId) -> Item {
    key([
        (ADDRESS, text(address_partition(project, address))),
        (ORGANIZATION_ID, text(organization.as_str())),
    ])
}

/// The key of the item that belongs to a Member's id. No address looks like an id, because ids hold no `@`.
#[must_use]
pub fn id_key(project: &ProjectId, id: &MemberId) -> Item {
    key([(ADDRESS, text(format!("{project}#{id}"))), (ORGANIZATION_ID, text(ID_ITEM))])
}

/// The location of a Member's item.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct MemberLocation {
    /// The Member's address.
    pub address: EmailAddress,
    /// The Member's organization.
    pub organization_id: OrganizationId,
}

impl MemberLocation {
    /// Returns where `member` is stored.
    #[must_use]
    pub fn of(member: &Member) -> Self {
        Self { address: member.email_address.clone(), organization_id: member.organization_id.clone() }
    }

    /// The text that conditions compare.
    #[must_use]
    pub fn to_text(&self) -> String {
        format!("{}#{}", self.organization_id, self.address)
    }
}

/// The location of a Member's item, in the item of its id.
pub const MEMBER_LOCATION: &str = "member_location";

/// Returns the item of a Member's id.
#[must_use]
pub fn id_item(project: &ProjectId, id: &MemberId, location: &MemberLocation) -> Item {
    let mut item = item([(MEMBER_LOCATION, text(location.to_text()))]);
    item.extend(id_key(project, id));
    item
}

/// The partition of an item or a key; empty where that cannot be read.
pub fn partition_of(item: &Item) -> &str {
    item.get(ADDRESS).and_then(|value| value.as_s().ok()).map_or("", String::as_str)
}

/// The kinds of items in this table.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum MemberItemKind {
    /// A Member.
    Member,
    /// The item of a Member's id.
    Id,
    /// An address that a Member retired.
    RetiredAddress,
}

/// Determines the kind of an item from its partition and its `record` attribute, never from an id that a user chose: an
/// organization may be called `id`.
#[must_use]
pub fn kind_of(item: &Item) -> MemberItemKind {
    if !partition_of(item).contains('@') {
        return MemberItemKind::Id;
    }
    match item.get(RECORD) {
        Some(AttributeValue::S(record)) if record == RETIRED_ADDRESS => MemberItemKind::RetiredAddress,
        _ => MemberItemKind::Member,
    }
}

/// Parses the location in the item of an id.
///
/// # Errors
/// [`Damage`] when the attribute is missing or malformed.
pub fn read_member_location(item: &Item) -> Result<MemberLocation, Damage> {
    Attributes::of(item)?.parsed(MEMBER_LOCATION, |location| {
        let (organization, address) = location.split_once('#').ok_or(())?;
        Ok::<_, ()>(MemberLocation {
            address: EmailAddress::parse(address).map_err(|_| ())?,
            organization_id: OrganizationId::parse(organization).map_err(|_| ())?,
        })
    })
}

/// The item of a Member, without its revision and its security stamp.
///
/// # Errors
/// [`Damage`] when the attribute is missing or malformed.
pub fn member_item(project: &ProjectId, member: &Member) -> serde_json::Result<Item> {
    let mut item = item([
        (ORGANIZATION, text(organization_index_key(project, &member.organization_id))),
        (MEMBER_ID, text(member.member_id.as_str())),
    ]);
    item.extend(object_attributes(member)?);
    item.extend(member_key(project, &member.email_address, &member.organization_id));
    Ok(item)
}

/// The Member of an item, which must be the one that its key promises.
///
/// # Errors
/// [`Damage`] when the attribute is missing or malformed.
pub fn read_member(project: &ProjectId, item: &Item) -> Result<Member, Damage> {
    let attributes = Attributes::of(item)?;
    let member: Member = attributes.json(OBJECT)?;
    let name = name_of_partition(attributes.text(ADDRESS)?, project);
    let at_home = name == Some(member.email_address.as_str())
        && attributes.text(ORGANIZATION_ID)? == member.organization_id.as_str();
    if at_home { Ok(member) } else { Err(Damage(format!("{OBJECT} does not belong under its key"))) }
}

/// Parses the Member of an item, with its security stamp.
///
/// # Errors
/// [`Damage`] when the attribute is missing or malformed.
pub fn read_member_and_security_stamp(
    project: &ProjectId,
    item: &Item,
) -> Result<(Member, SecurityStamp), Damage> {
    Ok((read_member(project, item)?, Attributes::of(item)?.parsed(SECURITY_STAMP, SecurityStamp::parse)?))
}
