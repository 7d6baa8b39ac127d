//! Slugs, each with one item in the `organizations` table.
//!
//! The item makes a slug unique in the project, ignoring case, and locates its organization with one read.

use super::{
    attributes::{Attributes, Damage, Item, item, key, text},
    organizations::{ORGANIZATION, RECORD, SLUG_RECORD},
    project_prefix::strip_project_prefix,
};
use crate::domain::{OrganizationId, ProjectId};

/// The id of the organization with the slug.
pub const ORGANIZATION_ID: &str = "organization_id";
/// The prefix of a slug in the partition key. It cannot begin an organization id, because ids contain no `#`.
const PREFIX: &str = "slug#";

/// A slug in lower case, for comparisons that ignore case.
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
    let mut item = item([(ORGANIZATION_ID, text(organization.as_str()))]);
    item.extend(slug_key(project, slug));
    item
}

/// Parses the item of a slug.
///
/// # Errors
/// [`Damage`] when an attribute is missing or malformed.
pub fn read_slug(project: &ProjectId, item: &Item) -> Result<(SlugKey, OrganizationId), Damage> {
    let attributes = Attributes::of(item)?;
    let name = strip_project_prefix(attributes.text(ORGANIZATION)?, project);
    let slug = name.and_then(|name| name.strip_prefix(PREFIX)).and_then(SlugKey::of);
    let slug = slug.ok_or_else(|| Damage(format!("{ORGANIZATION} is malformed")))?;
    Ok((slug, attributes.parsed(ORGANIZATION_ID, OrganizationId::parse)?))
}
