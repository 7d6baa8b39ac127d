//! Writes organizations, with their joinable edges and slugs.

mod rewrite;
mod slug_change;
mod steps;

use crate::{
    Outcome, ProjectReader, Refusal, WriteError, limits,
    members::MemberWriter,
    project_tables::ProjectTables,
    stamps::Stamps,
    stored_items::{StoredOrganization, StoredOrganizations, is_of_newer_version},
    transactions::{Attempt, Committed, Condition, Transaction, until_committed},
};
use org_discovery::{
    domain::{Organization, OrganizationId, Timestamp},
    store::{
        StoreError,
        dynamodb::{
            Items,
            items::{
                attributes::{Item, number},
                organizations::{
                    ORGANIZATION, RECORD, VERIFIED_MEMBERS, organization_key, organization_partition,
                },
            },
            query_partition,
        },
    },
};
use rewrite::Rewrite;
use slug_change::SlugChange;

/// Writes the organizations of one project.
#[derive(Debug, Clone, Copy)]
pub struct OrganizationWriter<'w> {
    tables: &'w ProjectTables,
    stamps: Stamps<'w>,
}

impl<'w> OrganizationWriter<'w> {
    pub(crate) fn new(tables: &'w ProjectTables, stamps: Stamps<'w>) -> Self {
        Self { tables, stamps }
    }

    /// Creates or replaces an organization, with its joinable edges and its slug.
    ///
    /// Absent timestamps are taken from the stored organization, or are `now` for a new organization.
    ///
    /// # Errors
    /// [`WriteError::Refused`] if the organization exceeds [a limit](limits::organization) or another organization has
    /// its slug, or [`WriteError`] if DynamoDB fails or other writers keep changing the same items.
    pub async fn put(self, organization: &Organization, now: Timestamp) -> Result<Outcome, WriteError> {
        self.write(None, organization, now).await
    }

    /// Replaces the organization `read`, which was read before, as [`Self::put`] does.
    ///
    /// # Errors
    /// Those of [`Self::put`], and [`Refusal::ChangedMeanwhile`] if the stored organization is not `read`.
    pub async fn replace(
        self,
        read: &Organization,
        organization: &Organization,
        now: Timestamp,
    ) -> Result<Outcome, WriteError> {
        self.write(Some(read), organization, now).await
    }

    async fn write(
        self,
        read: Option<&Organization>,
        organization: &Organization,
        now: Timestamp,
    ) -> Result<Outcome, WriteError> {
        limits::organization(organization)?;
        until_committed(|| async {
            let prior = self.stored().get(&organization.organization_id).await?;
            if read.is_some() && read != prior.as_ref().map(|prior| &prior.organization) {
                return Err(Refusal::ChangedMeanwhile.into());
            }
            let next = with_timestamps(organization.clone(), prior.as_ref(), now);
            let outcome = outcome_of(prior.as_ref(), &next);
            if outcome == Outcome::Unchanged {
                return Ok(Attempt::Done(outcome));
            }
            let id = &next.organization_id;
            let slugs = SlugChange::plan(self.stored(), id, prior.as_ref(), Some(&next)).await?;
            match prior {
                // An item has room for the pending edges of only two states. The interrupted write left two, so it is
                // completed first.
                Some(prior) if !prior.pending_edges.is_empty() && prior.organization != next => {
                    let stored = prior.organization.clone();
                    self.rewrite(Rewrite::put(Some(prior), stored, SlugChange::default())).await?;
                    Ok(Attempt::StartAgain)
                }
                prior => Ok(self.rewrite(Rewrite::put(prior, next, slugs)).await?.attempt(outcome)),
            }
        })
        .await
    }

    /// Returns the outcome that [`Self::put`] would have, without writing.
    ///
    /// # Errors
    /// Those of [`Self::put`].
    pub async fn plan(self, organization: &Organization, now: Timestamp) -> Result<Outcome, WriteError> {
        limits::organization(organization)?;
        let prior = self.stored().get(&organization.organization_id).await?;
        let next = with_timestamps(organization.clone(), prior.as_ref(), now);
        SlugChange::plan(self.stored(), &next.organization_id, prior.as_ref(), Some(&next)).await?;
        Ok(outcome_of(prior.as_ref(), &next))
    }

    /// Deletes an organization, its joinable edges and its Members, in this order. Repeating the deletion completes an
    /// interrupted one. Members are found through an eventually consistent index, so a Member that was written a moment
    /// earlier may remain until the deletion is repeated.
    ///
    /// # Errors
    /// [`WriteError`] if DynamoDB fails or other writers keep changing the same items.
    pub async fn delete(self, id: &OrganizationId) -> Result<Outcome, WriteError> {
        let organization = self.delete_object(id).await?;
        let members = self.erase_members_of(id).await?;
        self.delete_zero_counters(id).await?;
        Ok(if members == Outcome::Absent { organization } else { Outcome::Removed })
    }

    /// Removes a damaged organization item, so that `next` can be written in its place.
    ///
    /// # Errors
    /// [`WriteError::Refused`] if `next` could not be written afterwards, or a newer version wrote the item; in these
    /// cases, nothing is removed.
    /// [`WriteError`] if DynamoDB fails or another writer changes the item.
    pub async fn discard_damaged(self, next: &Organization) -> Result<Outcome, WriteError> {
        limits::organization(next)?;
        let id = &next.organization_id;
        SlugChange::plan(self.stored(), id, None, Some(next)).await?;
        let (table, key) = (&self.tables.names.organizations, organization_key(&self.tables.project, id));
        let Some(item) = self.tables.get(table, key.clone()).await? else {
            return Ok(Outcome::Absent);
        };
        match self.stored().get(id).await {
            Err(StoreError::Damaged { .. }) => {}
            stored => return Ok(stored.map(|_| Outcome::Unchanged)?),
        }
        if is_of_newer_version(&item) {
            return Err(Refusal::NewerVersion.into());
        }
        let mut transaction = Transaction::default();
        transaction.delete(table, key, Condition::same_item(&item).as_ref());
        transaction.commit(&self.tables.client).await?.or_contended()?;
        Ok(Outcome::Removed)
    }

    async fn delete_object(self, id: &OrganizationId) -> Result<Outcome, WriteError> {
        until_committed(|| async {
            let Some(prior) = self.stored().get(id).await? else {
                return Ok(Attempt::Done(Outcome::Absent));
            };
            let slugs = SlugChange::plan(self.stored(), id, Some(&prior), None).await?;
            Ok(self.rewrite(Rewrite::delete(prior, slugs)).await?.attempt(Outcome::Removed))
        })
        .await
    }

    async fn erase_members_of(self, id: &OrganizationId) -> Result<Outcome, WriteError> {
        let members = MemberWriter::new(self.tables, self.stamps);
        let mut outcome = Outcome::Absent;
        for member in ProjectReader::from_tables(self.tables.clone()).member_ids_of(id).await? {
            if members.erase(id, &member).await? != Outcome::Absent {
                outcome = Outcome::Removed;
            }
        }
        Ok(outcome)
    }

    /// Deletes the counters of an organization that are zero.
    async fn delete_zero_counters(self, id: &OrganizationId) -> Result<(), WriteError> {
        let table = &self.tables.names.organizations;
        let partition = organization_partition(&self.tables.project, id);
        let query = query_partition(&self.tables.client, table, ORGANIZATION, &partition)
            .filter_expression("#count = :zero")
            .expression_attribute_names("#count", VERIFIED_MEMBERS)
            .expression_attribute_values(":zero", number(0))
            .consistent_read(true);
        let mut items = Items::of_query(query);
        while let Some(item) = items.next().await {
            let mut key: Item = item?;
            key.retain(|name, _| name == ORGANIZATION || name == RECORD);
            let mut transaction = Transaction::default();
            let is_zero = Condition::Equal(VERIFIED_MEMBERS, number(0));
            transaction.delete(table, key, Some(&is_zero));
            transaction.commit(&self.tables.client).await?;
        }
        Ok(())
    }

    async fn rewrite(self, rewrite: Rewrite) -> Result<Committed, WriteError> {
        steps::commit(self.tables, self.stamps, &rewrite).await
    }

    fn stored(self) -> StoredOrganizations<'w> {
        StoredOrganizations(self.tables)
    }
}

/// Returns the outcome of replacing `prior` with `next`.
fn outcome_of(prior: Option<&StoredOrganization>, next: &Organization) -> Outcome {
    match prior {
        None => Outcome::Added,
        Some(prior) if prior.organization == *next && prior.pending_edges.is_empty() => Outcome::Unchanged,
        Some(_) => Outcome::Changed,
    }
}

/// Returns the organization with its absent timestamps filled in.
fn with_timestamps(
    mut organization: Organization,
    prior: Option<&StoredOrganization>,
    now: Timestamp,
) -> Organization {
    let prior = prior.map(|stored| &stored.organization);
    let kept = |time: fn(&Organization) -> Option<Timestamp>| prior.and_then(time).or(Some(now));
    organization.created_at = organization.created_at.or_else(|| kept(|prior| prior.created_at));
    organization.updated_at = organization.updated_at.or_else(|| kept(|prior| prior.updated_at));
    organization
}
