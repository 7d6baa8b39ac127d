//! Stored items with their revisions, as writes and consistency checks read them.

mod member_by_id;
mod members;
mod newer_version;
mod organizations;
mod sessions;

pub(crate) use member_by_id::member_by_id;
pub(crate) use members::{
    ItemAtAddress, StoredMember, StoredMembers, at_member_revision, counted_domain, read_stored_member,
};
pub(crate) use newer_version::is_of_newer_version;
pub(crate) use organizations::{
    Edges, StoredOrganization, StoredOrganizations, at_organization_revision, organization_item_at,
};
pub(crate) use sessions::{StoredSessions, text_attribute};

use org_discovery::store::StoreError;

/// The result of a read that does not treat a damaged item as an error, because it is reported separately.
pub(crate) enum ItemState<T> {
    /// The item exists.
    Present(T),
    /// The item does not exist.
    Absent,
    /// The item exists but cannot be parsed.
    Damaged,
}

impl<T> ItemState<T> {
    /// Converts the result of a read.
    pub(crate) fn of(read: Result<Option<T>, StoreError>) -> Result<Self, StoreError> {
        match read {
            Ok(Some(item)) => Ok(Self::Present(item)),
            Ok(None) => Ok(Self::Absent),
            Err(StoreError::Damaged { .. }) => Ok(Self::Damaged),
            Err(error) => Err(error),
        }
    }

    /// Returns the item, if it exists and can be parsed.
    pub(crate) fn present(self) -> Option<T> {
        match self {
            Self::Present(item) => Some(item),
            Self::Absent | Self::Damaged => None,
        }
    }
}
