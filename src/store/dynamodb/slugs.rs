//! Slugs, each with an item of its own in the `organizations` table.
//!
//! The item makes a slug unique in the project, without regard to case, and finds its organization with one read.

use super::{
    DynamoDb,
    failure::store_error,
    item::{Attributes, Damage, Item, item, key, text},
    organizations::{ITEM, ORGANIZATION, SLUG_ITEM, TABLE},
    partition::name_of_partition,
};
use crate::{
    domain::{OrganizationId, ProjectId},
    store::StoreError,
};

/// The organization that has the slug.
pub(super) const SLUG_OF: &str = "organization_id";
/// Precedes the slug in the partition. No organization's partition begins so, because ids have no `#`.
const PREFIX: &str = "slug#";

/// A slug in the form in which it is compared: lower case.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub(super) struct SlugKey(String);

impl SlugKey {
    /// Returns the key of an organization's slug, or `None` for an organization without one.
    pub(super) fn of(slug: &str) -> Option<Self> {
        (!slug.is_empty()).then(|| Self(slug.to_ascii_lowercase()))
    }

    pub(super) fn as_str(&self) -> &str {
        &self.0
    }
}

pub(super) fn slug_key(project: &ProjectId, slug: &SlugKey) -> Item {
    let partition = format!("{project}#{PREFIX}{}", slug.0);
    key([(ORGANIZATION, text(partition)), (ITEM, text(SLUG_ITEM))])
}

pub(super) fn slug_item(project: &ProjectId, slug: &SlugKey, organization: &OrganizationId) -> Item {
    let mut item = item([(SLUG_OF, text(organization.as_str()))]);
    item.extend(slug_key(project, slug));
    item
}

/// Parses the item of a slug.
pub(super) fn read_slug(project: &ProjectId, item: &Item) -> Result<(SlugKey, OrganizationId), Damage> {
    let attributes = Attributes::of(item)?;
    let name = name_of_partition(attributes.text(ORGANIZATION)?, project);
    let slug = name.and_then(|name| name.strip_prefix(PREFIX)).and_then(SlugKey::of);
    let slug = slug.ok_or_else(|| Damage(format!("{ORGANIZATION} is malformed")))?;
    Ok((slug, attributes.parsed(SLUG_OF, OrganizationId::parse)?))
}

impl DynamoDb {
    /// Returns the id of the organization with this slug, which is compared without regard to case.
    ///
    /// # Errors
    /// [`StoreError`].
    pub async fn organization_of_slug(
        &self,
        project: &ProjectId,
        slug: &str,
    ) -> Result<Option<OrganizationId>, StoreError> {
        match SlugKey::of(slug) {
            Some(slug) => self.slug_owner(project, &slug).await,
            None => Ok(None),
        }
    }

    pub(super) async fn slug_owner(
        &self,
        project: &ProjectId,
        slug: &SlugKey,
    ) -> Result<Option<OrganizationId>, StoreError> {
        let request = self
            .client
            .get_item()
            .table_name(&self.tables.organizations)
            .set_key(Some(slug_key(project, slug)))
            .consistent_read(true);
        let found = request.send().await.map_err(|error| store_error(&error))?.item;
        let read = found.as_ref().map(|item| read_slug(project, item)).transpose();
        let read = read.map_err(|damage| damage.of_item(TABLE, slug.as_str()))?;
        Ok(read.map(|(_, organization)| organization))
    }
}
