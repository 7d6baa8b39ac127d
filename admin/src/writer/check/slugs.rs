//! Slugs, compared with the organizations that have them.

use std::collections::HashSet;

use super::{CheckReport, Difference, readable};
use crate::{
    project_reader::under_project,
    writer::{
        Outcome, WriteError, Writer,
        stored_organization::at_revision,
        transaction::{Condition, Transaction},
    },
};
use org_discovery::{
    domain::{Organization, OrganizationId, fingerprint},
    store::dynamodb::{
        Items,
        items::{
            attributes::text,
            organizations::{self, ITEM, ORGANIZATION, OrganizationItemKind, kind_of, organization_key},
            slugs::{SLUG_OF, SlugKey, read_slug, slug_item, slug_key},
        },
    },
};

/// The slugs that organizations have, each with its organization as a number.
#[derive(Default)]
pub(super) struct SlugClaims(HashSet<u64>);

impl SlugClaims {
    pub(super) fn add_organization(&mut self, organization: &Organization) {
        let slug = SlugKey::of(&organization.organization_slug);
        self.0.extend(slug.map(|slug| claim(&slug, &organization.organization_id)));
    }
}

/// A slug and an organization that has it, as a number.
fn claim(slug: &SlugKey, organization: &OrganizationId) -> u64 {
    fingerprint((slug.as_str(), organization.as_str()))
}

impl Writer {
    /// Compares the slugs that organizations had when they were scanned with the items of slugs.
    pub(super) async fn check_slugs(
        &self,
        SlugClaims(mut claims): SlugClaims,
        report: &mut CheckReport,
    ) -> Result<(), WriteError> {
        self.check_stored_slugs(&mut claims, report).await?;
        self.report_missing_slugs(&claims, report).await
    }

    /// Removes from `claims` every slug that has its item.
    async fn check_stored_slugs(
        &self,
        claims: &mut HashSet<u64>,
        report: &mut CheckReport,
    ) -> Result<(), WriteError> {
        let scan = under_project(&self.client, &self.tables.organizations, ORGANIZATION, &self.project);
        let mut items = Items::of_scan(scan);
        while let Some(item) = items.next().await {
            let item = item?;
            if kind_of(&item) != OrganizationItemKind::Slug {
                continue;
            }
            match read_slug(&self.project, &item) {
                Ok((slug, organization_id)) => {
                    let is_claimed = claims.remove(&claim(&slug, &organization_id));
                    if !is_claimed && self.without_slug(&slug, &organization_id).await?.is_some() {
                        let slug = slug.as_str().to_owned();
                        report.differences.insert(Difference::SlugExtra { organization_id, slug });
                    }
                }
                Err(damage) => {
                    let key = [ORGANIZATION, ITEM];
                    report.differences.insert(Difference::damaged(organizations::TABLE, key, &item, damage));
                }
            }
        }
        Ok(())
    }

    /// Reads the organizations again, if any slug has no item, to report which.
    async fn report_missing_slugs(
        &self,
        claims: &HashSet<u64>,
        report: &mut CheckReport,
    ) -> Result<(), WriteError> {
        if claims.is_empty() {
            return Ok(());
        }
        self.each_organization(async |_, read| {
            let Ok((organization, _)) = read else {
                return Ok(());
            };
            let organization_id = organization.organization_id;
            let Some(slug) = SlugKey::of(&organization.organization_slug) else {
                return Ok(());
            };
            if claims.contains(&claim(&slug, &organization_id)) {
                let taken_by = self.readable_owner_of_slug(&slug).await?;
                if taken_by.as_ref() != Some(&organization_id) {
                    let slug = slug.as_str().to_owned();
                    report.differences.insert(Difference::SlugMissing { organization_id, slug, taken_by });
                }
            }
            Ok(())
        })
        .await
    }

    /// Returns the owner of a slug. A damaged item is reported by itself.
    async fn readable_owner_of_slug(&self, slug: &SlugKey) -> Result<Option<OrganizationId>, WriteError> {
        Ok(readable(self.owner_of_slug(slug).await)?.flatten())
    }

    /// Reads a slug's item and the organization that it names, and returns the state of the organization in which it does not
    /// have the slug. `None` when it has it, or when that cannot be said.
    async fn without_slug(
        &self,
        slug: &SlugKey,
        id: &OrganizationId,
    ) -> Result<Option<Condition<'static>>, WriteError> {
        if self.readable_owner_of_slug(slug).await?.as_ref() != Some(id) {
            return Ok(None);
        }
        let Some(stored) = readable(self.stored_organization(id).await)? else {
            return Ok(None);
        };
        let has_slug = stored
            .as_ref()
            .is_some_and(|stored| SlugKey::of(&stored.organization.organization_slug).as_ref() == Some(slug));
        Ok((!has_slug).then(|| at_revision(stored.as_ref().map(|stored| &stored.revision))))
    }

    pub(super) async fn put_slug(
        &self,
        id: &OrganizationId,
        slug: &str,
    ) -> Result<Option<Outcome>, WriteError> {
        let (Some(slug), Some(stored)) = (SlugKey::of(slug), self.stored_organization(id).await?) else {
            return Ok(None);
        };
        if SlugKey::of(&stored.organization.organization_slug).as_ref() != Some(&slug) {
            return Ok(None);
        }
        let mut transaction = Transaction::default();
        let absent = Condition::Absent(ORGANIZATION);
        transaction.put(&self.tables.organizations, slug_item(&self.project, &slug, id), Some(&absent));
        let unchanged = at_revision(Some(&stored.revision));
        transaction.check(&self.tables.organizations, organization_key(&self.project, id), &unchanged);
        Ok(self.commit(transaction).await?.written())
    }

    pub(super) async fn delete_slug(
        &self,
        id: &OrganizationId,
        slug: &str,
    ) -> Result<Option<Outcome>, WriteError> {
        let Some(slug) = SlugKey::of(slug) else {
            return Ok(None);
        };
        let Some(still_without) = self.without_slug(&slug, id).await? else {
            return Ok(None);
        };
        let mut transaction = Transaction::default();
        let is_own = Condition::Equal(SLUG_OF, text(id.as_str()));
        transaction.delete(&self.tables.organizations, slug_key(&self.project, &slug), Some(&is_own));
        transaction.check(&self.tables.organizations, organization_key(&self.project, id), &still_without);
        Ok(self.commit(transaction).await?.written())
    }
}
