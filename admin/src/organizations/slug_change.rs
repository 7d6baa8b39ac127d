//! Changes of slug items, in the same transaction as the organization.

use crate::{
    Refusal, WriteError,
    project_tables::ProjectTables,
    stored_items::{StoredOrganization, StoredOrganizations},
    transactions::{Condition, Transaction},
};
use org_discovery::{
    domain::{Organization, OrganizationId},
    store::dynamodb::items::{
        attributes::text,
        organizations::ORGANIZATION,
        slugs::{ORGANIZATION_ID, SlugKey, slug_item, slug_key},
    },
};

/// The slug items that a write of an organization puts and deletes.
#[derive(Debug, Default)]
pub(super) struct SlugChange {
    /// The new slug. No organization had it when it was read.
    claim: Option<SlugKey>,
    /// The old slug.
    release: Option<SlugKey>,
}

impl SlugChange {
    /// Plans the change from `prior` to `next`. `None` means that the organization does not exist.
    pub(super) async fn plan(
        organizations: StoredOrganizations<'_>,
        id: &OrganizationId,
        prior: Option<&StoredOrganization>,
        next: Option<&Organization>,
    ) -> Result<Self, WriteError> {
        let before = prior.and_then(|prior| SlugKey::of(&prior.organization.organization_slug));
        let after = next.and_then(|next| SlugKey::of(&next.organization_slug));
        if before == after {
            return Ok(Self::default());
        }
        let mut change = Self::default();
        if let Some(slug) = before {
            let is_owner = organizations.owner_of_slug(&slug).await?.as_ref() == Some(id);
            change.release = is_owner.then_some(slug);
        }
        if let Some(slug) = after {
            match organizations.owner_of_slug(&slug).await? {
                None => change.claim = Some(slug),
                Some(owner) if owner == *id => {}
                Some(organization_id) => {
                    let slug = slug.as_str().to_owned();
                    return Err(Refusal::SlugTaken { slug, organization_id }.into());
                }
            }
        }
        Ok(change)
    }

    /// Returns the number of transaction items that the change takes.
    pub(super) fn len(&self) -> usize {
        self.claim.iter().chain(&self.release).count()
    }

    /// Adds the change to the transaction that changes the organization's object.
    pub(super) fn add_to(&self, transaction: &mut Transaction, tables: &ProjectTables, id: &OrganizationId) {
        let table = &tables.names.organizations;
        if let Some(slug) = &self.claim {
            let item = slug_item(&tables.project, slug, id);
            transaction.put(table, item, Some(&Condition::Absent(ORGANIZATION)));
        }
        if let Some(slug) = &self.release {
            let is_unchanged = Condition::Equal(ORGANIZATION_ID, text(id.as_str()));
            transaction.delete(table, slug_key(&tables.project, slug), Some(&is_unchanged));
        }
    }
}
