//! Slugs, each with an item of its own in the `organizations` table.
//!
//! The item makes a slug unique in the project, without regard to case, and finds its organization with one read.

use super::{
    attributes::{Attributes, Damage, Item, item, key, text},
    organizations::{ORGANIZATION, RECORD, SLUG_RECORD},
    partition_key::name_of_partition,
};
use crate::domain::{OrganizationId, ProjectId};

/// The organization that has the slug.
pub const SLUG_OF: &str = "organization_id";
/// Precedes the slug in the partition. No organization's partition begins so, because ids have no `#`.
const PREFIX: &str = "slug#";

/// A slug in the form in which it is compared: lower case.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct SlugKey(String);

impl SlugKey {
    /// Returns the key of an organization's slug, or `None` for an organization without one.
    #[must_use]
    pub fn of(slug: &str) -> Option<Self> {
        (!slug.is_empty()).then(|| Self(slug.to_ascii_lowercase()))
    }

    /// Returns the slug in lower case.
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

/// Returns the key of a slug's item.
#[must_use]
pub fn slug_key(project: &ProjectId, slug: &SlugKey) -> Item {
    let partition = format!("{project}#{PREFIX}{}", slug.0);
    key([(ORGANIZATION, text(partition)), (RECORD, text(SLUG_RECORD))])
}

/// Returns the item of a slug that belongs to `organization`.
#[must_use]
pub fn slug_item(project: &ProjectId, slug: &SlugKey, organization: &OrganizationId) -> Item {
    let mut item = item([(SLUG_OF, text(organization.as_str()))]);
    item.extend(slug_key(project, slug));
    item
}

/// Parses the item of a slug.
///
/// # Errors
/// [`Damage`] when the attribute is missing or malformed.
pub fn read_slug(project: &ProjectId, item: &Item) -> Result<(SlugKey, OrganizationId), Damage> {
    let attributes = Attributes::of(item)?;
    let name = name_of_partition(attributes.text(ORGANIZATION)?, project);
    let slug = name.and_then(|name| name.strip_prefix(PREFIX)).and_then(SlugKey::of);
    let slug = slug.ok_or_else(|| Damage(format!("{ORGANIZATION} is malformed")))?;
    Ok((slug, attributes.parsed(SLUG_OF, OrganizationId::parse)?))
}
