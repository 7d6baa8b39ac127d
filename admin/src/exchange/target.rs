//! The organization that a request names by its id or its slug.

use super::ExchangeError;
use crate::{project_tables::ProjectTables, stored_items::StoredOrganizations};
use org_discovery::{
    domain::OrganizationId, request_context::round_trip, store::dynamodb::items::slugs::SlugKey,
};

/// The chosen organization.
pub(super) struct Target<'r> {
    /// The organization that is read even if the person has more organizations than one request reads.
    pub(super) id: Option<OrganizationId>,
    given: &'r str,
    is_resolved: bool,
}

impl<'r> Target<'r> {
    pub(super) fn new(given: &'r str) -> Self {
        // A slug can have the form of an id. It then names no organization to read.
        Self { id: OrganizationId::parse(given).ok(), given, is_resolved: false }
    }

    /// Returns true if the text can be a slug, and its item was not read yet. The item is only needed for a person with
    /// more organizations than one request reads; for others, the organization is found among those of the list.
    pub(super) fn is_unresolved_slug(&self) -> bool {
        !self.is_resolved && SlugKey::of(self.given).is_some()
    }

    /// Reads the item of the slug. Returns the organization, or the id that was given if there is no such slug.
    pub(super) async fn resolve(
        &mut self,
        tables: &ProjectTables,
    ) -> Result<Option<OrganizationId>, ExchangeError> {
        self.is_resolved = true;
        let Some(slug) = SlugKey::of(self.given) else {
            return Ok(self.id.clone());
        };
        let owner = round_trip(StoredOrganizations(tables).owner_of_slug(&slug)).await?;
        Ok(owner.or_else(|| self.id.clone()))
    }
}
