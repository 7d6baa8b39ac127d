//! Retired addresses, each with one item in the `members` table.
//!
//! The item has the key that a Member with this address would have in the organization. So the query for the Members of
//! an address returns it without an extra read, and no other Member of the organization can be stored with the address.

use super::{
    attributes::{Attributes, Damage, Item, item, text},
    members::{ADDRESS, ORGANIZATION_ID, RECORD, RETIRED_ADDRESS, member_key},
    project_prefix::strip_project_prefix,
};
use crate::domain::{EmailAddress, MemberId, OrganizationId, ProjectId};

/// The Member that retired the address.
pub const RETIRED_BY: &str = "retired_by";

/// A retired address.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct RetiredAddress {
    /// The address.
    pub address: EmailAddress,
    /// The Member's organization.
    pub organization_id: OrganizationId,
    /// The Member.
    pub retired_by: MemberId,
}

impl RetiredAddress {
    /// Returns the item.
    #[must_use]
    pub fn to_item(&self, project: &ProjectId) -> Item {
        let mut item = item([(RECORD, text(RETIRED_ADDRESS)), (RETIRED_BY, text(self.retired_by.as_str()))]);
        item.extend(member_key(project, &self.address, &self.organization_id));
        item
    }
}

/// Parses the item of a retired address.
///
/// # Errors
/// [`Damage`] when an attribute is missing or malformed.
pub fn read_retired_address(project: &ProjectId, item: &Item) -> Result<RetiredAddress, Damage> {
    let attributes = Attributes::of(item)?;
    let address = strip_project_prefix(attributes.text(ADDRESS)?, project);
    let address = address.and_then(|address| EmailAddress::parse(address).ok());
    Ok(RetiredAddress {
        address: address.ok_or_else(|| Damage(format!("{ADDRESS} is malformed")))?,
        organization_id: attributes.parsed(ORGANIZATION_ID, OrganizationId::parse)?,
        retired_by: attributes.parsed(RETIRED_BY, MemberId::parse)?,
    })
}
