//! Writing organizations.

use super::{
    Effect, Outcome, WriteError, Writer, limits,
    organization_edges::Rewrite,
    slug_change::SlugChange,
    stored_organization::StoredOrganization,
    transaction::{Condition, Transaction},
};
use org_discovery::{
    domain::{Organization, OrganizationId, Timestamp},
    store::dynamodb::{
        Items,
        items::{
            attributes::{Item, number},
            organizations::{ITEM, ORGANIZATION, VERIFIED_MEMBERS, organization_partition},
        },
        under_partition,
    },
};

impl Writer {
    /// Creates or replaces an organization, with its joinable edges and its slug.
    ///
    /// Timestamps that are not given are kept from the organization that is there, or are `now`.
    ///
    /// # Errors
    /// [`WriteError::Refused`] when the organization exceeds [a limit](limits::organization) or another one has its slug, or
    /// [`WriteError`] when the store fails or others keep writing.
    pub async fn put_organization(
        &self,
        organization: &Organization,
        now: Timestamp,
    ) -> Result<Outcome, WriteError> {
        limits::organization(organization)?;
        self.until_committed(|| async {
            let prior = self.stored_organization(&organization.organization_id).await?;
            let next = dated(organization.clone(), prior.as_ref(), now);
            if prior.as_ref().is_some_and(|p| p.organization == next && p.unsettled.is_empty()) {
                return Ok(Some(Outcome::Unchanged));
            }
            let slugs = self.slug_change(&next.organization_id, prior.as_ref(), Some(&next)).await?;
            match prior {
                // The mark of a write in steps has room for the edges of two states, and the interrupted write left two.
                Some(prior) if !prior.unsettled.is_empty() && prior.organization != next => {
                    let stored = prior.organization.clone();
                    self.rewrite(Rewrite::put(Some(prior), stored, SlugChange::default())).await?;
                    Ok(None)
                }
                prior => Ok(self.rewrite(Rewrite::put(prior, next, slugs)).await?.written()),
            }
        })
        .await
    }

    /// What [`Self::put_organization`] would come to.
    ///
    /// # Errors
    /// Those of [`Self::put_organization`].
    pub async fn plan_organization(
        &self,
        organization: &Organization,
        now: Timestamp,
    ) -> Result<Effect, WriteError> {
        limits::organization(organization)?;
        let prior = self.stored_organization(&organization.organization_id).await?;
        let next = dated(organization.clone(), prior.as_ref(), now);
        self.slug_change(&next.organization_id, prior.as_ref(), Some(&next)).await?;
        Ok(match prior {
            None => Effect::Added,
            Some(prior) if prior.organization == next && prior.unsettled.is_empty() => Effect::Unchanged,
            Some(_) => Effect::Changed,
        })
    }

    /// Deletes an organization, its joinable edges and its Members, in this order. A deletion that was
    /// interrupted after that is completed by doing it again. The index that lists its Members follows the table with a
    /// short delay, so a Member written in the same second may be left; doing it again finds it.
    ///
    /// # Errors
    /// [`WriteError`] when the store fails or others keep writing.
    pub async fn delete_organization(&self, id: &OrganizationId) -> Result<Outcome, WriteError> {
        let organization = self.delete_organization_object(id).await?;
        let members = self.erase_members_of(id).await?;
        self.delete_spent_counters(id).await?;
        Ok(if members == Outcome::Absent { organization } else { Outcome::Written })
    }

    async fn delete_organization_object(&self, id: &OrganizationId) -> Result<Outcome, WriteError> {
        self.until_committed(|| async {
            match self.stored_organization(id).await? {
                None => Ok(Some(Outcome::Absent)),
                Some(prior) => {
                    let slugs = self.slug_change(id, Some(&prior), None).await?;
                    Ok(self.rewrite(Rewrite::delete(prior, slugs)).await?.written())
                }
            }
        })
        .await
    }

    async fn erase_members_of(&self, id: &OrganizationId) -> Result<Outcome, WriteError> {
        let mut outcome = Outcome::Absent;
        for member in self.member_ids_of(id).await? {
            if self.erase_member(id, &member).await? != Outcome::Absent {
                outcome = Outcome::Written;
            }
        }
        Ok(outcome)
    }

    /// Counters that stand at nothing, once nobody is left to be counted.
    async fn delete_spent_counters(&self, id: &OrganizationId) -> Result<(), WriteError> {
        let (table, partition) = (&self.tables.organizations, organization_partition(&self.project, id));
        let query = under_partition(&self.client, table, ORGANIZATION, &partition)
            .filter_expression("#count = :zero")
            .expression_attribute_names("#count", VERIFIED_MEMBERS)
            .expression_attribute_values(":zero", number(0))
            .consistent_read(true);
        let mut items = Items::of_query(query);
        while let Some(item) = items.next().await {
            let mut key: Item = item?;
            key.retain(|name, _| name == ORGANIZATION || name == ITEM);
            let mut transaction = Transaction::default();
            let spent = Condition::Equal(VERIFIED_MEMBERS, number(0));
            transaction.delete(&self.tables.organizations, key, Some(&spent));
            self.commit(transaction).await?;
        }
        Ok(())
    }
}

/// The organization with timestamps that are never absent.
fn dated(mut organization: Organization, prior: Option<&StoredOrganization>, now: Timestamp) -> Organization {
    let prior = prior.map(|stored| &stored.organization);
    let kept = |time: fn(&Organization) -> Option<Timestamp>| prior.and_then(time).or(Some(now));
    organization.created_at = organization.created_at.or_else(|| kept(|prior| prior.created_at));
    organization.updated_at = organization.updated_at.or_else(|| kept(|prior| prior.updated_at));
    organization
}
