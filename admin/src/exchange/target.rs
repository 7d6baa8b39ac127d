//! The organization that a request names by its id or its slug.

use super::ExchangeError;
use crate::{project_tables::ProjectTables, stored_items::StoredOrganizations};
use org_discovery::{
    domain::OrganizationId, request_context::round_trip, store::dynamodb::items::slugs::SlugKey,
};

/// The chosen organization.
pub(super) struct Target {
    /// The organization that is read even if the person has more organizations than one request reads.
    pub(super) id: Option<OrganizationId>,
    /// The slug whose item was not read yet.
    unread_slug: Option<SlugKey>,
}

impl Target {
    /// A slug can have the form of an id, so the text can be both.
    pub(super) fn new(given: &str) -> Self {
        Self { id: OrganizationId::parse(given).ok(), unread_slug: SlugKey::of(given) }
    }

    /// Takes the slug if its item was not read yet. The item is only needed for a person with more organizations than one
    /// request reads; for others, the organization is found among those of the list.
    pub(super) fn take_unread_slug(&mut self) -> Option<SlugKey> {
        self.unread_slug.take()
    }

    /// Reads the item of the slug. If it does not exist, the id stays as it was given.
    pub(super) async fn read_slug(
        &mut self,
        slug: &SlugKey,
        tables: &ProjectTables,
    ) -> Result<(), ExchangeError> {
        if let Some(owner) = round_trip(StoredOrganizations(tables).owner_of_slug(slug)).await? {
            self.id = Some(owner);
        }
        Ok(())
    }
}
