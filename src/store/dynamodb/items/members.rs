//! The `members` table: all Members with one email address in one partition.
//!
//! The table also has one small item for each Member id, which makes ids unique and locates a Member by id, and one for
//! each [retired address](super::retired_addresses).

use aws_sdk_dynamodb::types::AttributeValue;

use super::{
    attributes::{Attributes, Damage, Item, item, key, text},
    checksummed_object::{OBJECT, object_attributes},
    project_prefix::strip_project_prefix,
};
use crate::domain::{EmailAddress, Member, MemberId, OrganizationId, ProjectId, SecurityStamp};

/// The name of the table in the data model.
pub const TABLE: &str = "members";
/// The partition key: `<project id>#<address>`, or `<project id>#<member id>` for an id item.
pub const ADDRESS: &str = "address";
/// The sort key: the id of the organization, or `id` for an id item.
pub const ORGANIZATION_ID: &str = "organization_id";
/// The partition key of the index by organization.
pub const ORGANIZATION: &str = "organization";
/// The Member's id, which is the sort key of the index by organization.
pub const MEMBER_ID: &str = "member_id";
/// The revision of the item, for optimistic locking.
pub const REVISION: &str = "revision";
/// The Member's security stamp. A member session is valid only with the same stamp.
pub const SECURITY_STAMP: &str = "security_stamp";
/// The domain whose verified-member counter includes the Member.
pub const COUNTED_DOMAIN: &str = "counted_domain";
/// The joinable edge that made a person eligible, in the item of a Member that an exchange created and that has not
/// completed joining.
pub const ELIGIBLE_BY: &str = "eligible_by";
/// The attribute that marks items in an address's partition that are not Members.
pub const RECORD: &str = "record";
/// The value of [`RECORD`] in the item of a retired address.
pub const RETIRED_ADDRESS: &str = "retired_address";
/// The sort key of an id item. An organization may be called `id` too, but the keys differ: only an address contains
/// `@`.
const ID_SORT_KEY: &str = "id";

/// Returns the partition key of an address.
#[must_use]
pub fn address_partition(project: &ProjectId, address: &EmailAddress) -> String {
    format!("{project}#{address}")
}

/// Returns the key of an organization in the index by organization.
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

/// Returns the key of a Member's id item.
#[must_use]
pub fn id_key(project: &ProjectId, id: &MemberId) -> Item {
    key([(ADDRESS, text(format!("{project}#{id}"))), (ORGANIZATION_ID, text(ID_SORT_KEY))])
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
    /// Returns the location of `member`.
    #[must_use]
    pub fn of(member: &Member) -> Self {
        Self { address: member.email_address.clone(), organization_id: member.organization_id.clone() }
    }

    /// Formats the location for storage and for condition expressions.
    #[must_use]
    pub fn to_text(&self) -> String {
        format!("{}#{}", self.organization_id, self.address)
    }
}

/// The location of a Member's item, in its id item.
pub const MEMBER_LOCATION: &str = "member_location";

/// Returns the id item of a Member.
#[must_use]
pub fn id_item(project: &ProjectId, id: &MemberId, location: &MemberLocation) -> Item {
    let mut item = item([(MEMBER_LOCATION, text(location.to_text()))]);
    item.extend(id_key(project, id));
    item
}

/// Returns the partition key of an item or a key, or an empty string if it is malformed.
pub fn partition_of(item: &Item) -> &str {
    item.get(ADDRESS).and_then(|value| value.as_s().ok()).map_or("", String::as_str)
}

/// The kinds of items in this table.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum MemberItemKind {
    /// A Member.
    Member,
    /// An id item.
    Id,
    /// An address that a Member retired.
    RetiredAddress,
}

/// Returns the kind of an item. It depends on the partition key and the `record` attribute and not on the sort key,
/// because an organization may be called `id`.
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

/// Parses the location in an id item.
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

/// Returns the item of a Member, without its revision and its security stamp.
///
/// # Errors
/// When the Member cannot be serialized.
pub fn member_item(project: &ProjectId, member: &Member) -> serde_json::Result<Item> {
    let mut item = item([
        (ORGANIZATION, text(organization_index_key(project, &member.organization_id))),
        (MEMBER_ID, text(member.member_id.as_str())),
    ]);
    item.extend(object_attributes(member)?);
    item.extend(member_key(project, &member.email_address, &member.organization_id));
    Ok(item)
}

/// Parses the Member of an item.
///
/// # Errors
/// [`Damage`] when an attribute is missing or malformed, or the Member does not match the item's key.
pub fn read_member(project: &ProjectId, item: &Item) -> Result<Member, Damage> {
    let attributes = Attributes::of(item)?;
    let member: Member = attributes.json(OBJECT)?;
    let name = strip_project_prefix(attributes.text(ADDRESS)?, project);
    let matches_key = name == Some(member.email_address.as_str())
        && attributes.text(ORGANIZATION_ID)? == member.organization_id.as_str();
    if matches_key { Ok(member) } else { Err(Damage(format!("{OBJECT} does not match its key"))) }
}

/// Parses the Member of an item and its security stamp.
///
/// # Errors
/// [`Damage`] when an attribute is missing or malformed, or the Member does not match the item's key.
pub fn read_member_and_security_stamp(
    project: &ProjectId,
    item: &Item,
) -> Result<(Member, SecurityStamp), Damage> {
    Ok((read_member(project, item)?, Attributes::of(item)?.parsed(SECURITY_STAMP, SecurityStamp::parse)?))
}
