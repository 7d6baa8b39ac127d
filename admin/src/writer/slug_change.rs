//! The item of a slug, changed together with the organization that has it.

use super::{
    Refusal, WriteError, Writer,
    stored_organization::StoredOrganization,
    transaction::{Condition, Transaction},
};
use org_discovery::{
    domain::{Organization, OrganizationId},
    store::dynamodb::items::{
        attributes::text,
        organizations::ORGANIZATION,
        slugs::{SLUG_OF, SlugKey, slug_item, slug_key},
    },
};

/// The items of slugs that a write of an organization puts and deletes.
#[derive(Debug, Default)]
pub(super) struct SlugChange {
    /// The slug that the organization gets. No organization had it when it was read.
    claim: Option<SlugKey>,
    /// The slug that the organization gives up.
    release: Option<SlugKey>,
}

impl SlugChange {
    /// Returns how many items of a transaction it takes.
    pub(super) fn len(&self) -> usize {
        self.claim.iter().chain(&self.release).count()
    }
}

impl Writer {
    /// Determines the change from `prior` to `next`, where `None` is an organization that does not exist.
    pub(super) async fn slug_change(
        &self,
        id: &OrganizationId,
        prior: Option<&StoredOrganization>,
        next: Option<&Organization>,
    ) -> Result<SlugChange, WriteError> {
        let before = prior.and_then(|prior| SlugKey::of(&prior.organization.organization_slug));
        let after = next.and_then(|next| SlugKey::of(&next.organization_slug));
        if before == after {
            return Ok(SlugChange::default());
        }
        let release = match before {
            Some(slug) if self.owner_of_slug(&slug).await?.as_ref() == Some(id) => Some(slug),
            _ => None,
        };
        let claim = match after {
            Some(slug) => match self.owner_of_slug(&slug).await? {
                None => Some(slug),
                Some(owner) if owner == *id => None,
                Some(organization_id) => {
                    let slug = slug.as_str().to_owned();
                    return Err(Refusal::SlugTaken { slug, organization_id }.into());
                }
            },
            None => None,
        };
        Ok(SlugChange { claim, release })
    }

    /// Adds the change to the transaction that changes the organization's object.
    pub(super) fn add_slug_change(
        &self,
        transaction: &mut Transaction,
        id: &OrganizationId,
        change: &SlugChange,
    ) {
        let table = &self.tables.organizations;
        if let Some(slug) = &change.claim {
            let item = slug_item(&self.project, slug, id);
            transaction.put(table, item, Some(&Condition::Absent(ORGANIZATION)));
        }
        if let Some(slug) = &change.release {
            let is_own = Condition::Equal(SLUG_OF, text(id.as_str()));
            transaction.delete(table, slug_key(&self.project, slug), Some(&is_own));
        }
    }

    pub(super) async fn owner_of_slug(&self, slug: &SlugKey) -> Result<Option<OrganizationId>, WriteError> {
        Ok(self.reader().slug_owner(slug).await?)
    }
}
