//! The name, the slug and the limits of a new organization.

use super::{
    ExchangeError, ExchangeWriter,
    default_name::{default_name, default_slug, with_suffix},
};
use crate::{
    Refusal, WriteError, limits, stored_items::StoredOrganizations, transactions::ITEMS_PER_TRANSACTION,
};
use org_discovery::{
    domain::{Organization, OrganizationId, Session, Timestamp, hex},
    request_context::round_trip,
    store::{JoinableEdge, dynamodb::items::slugs::SlugKey},
};

/// The largest number of joinable edges of a new organization, so that one transaction is enough.
const MAX_EDGES: usize = ITEMS_PER_TRANSACTION - 10;

impl ExchangeWriter<'_> {
    /// Returns the key of the slug. A slug that was not requested gets a random suffix if it is taken or unsuitable.
    pub(super) async fn free_slug(
        self,
        requested: &Organization,
        organization: &mut Organization,
    ) -> Result<SlugKey, ExchangeError> {
        let slug = valid_slug(organization);
        if !requested.organization_slug.is_empty() {
            let slug = slug.ok_or(WriteError::Refused(Refusal::SlugMalformed))?;
            return match self.owner_of_slug(&slug).await? {
                None => Ok(slug),
                // An earlier attempt was committed meanwhile.
                Some(id) if id == organization.organization_id => Ok(slug),
                Some(organization_id) => {
                    let slug = slug.as_str().to_owned();
                    Err(WriteError::Refused(Refusal::SlugTaken { slug, organization_id }).into())
                }
            };
        }
        if let Some(slug) = slug
            && self.owner_of_slug(&slug).await?.is_none()
        {
            return Ok(slug);
        }
        let mut suffix = [0; 4];
        self.entropy.fill(&mut suffix);
        let suffix = hex(&suffix);
        organization.organization_slug = with_suffix(&organization.organization_slug, &suffix);
        if valid_slug(organization).is_none() {
            organization.organization_slug = suffix;
        }
        let slug = valid_slug(organization);
        Ok(slug.ok_or(WriteError::Refused(Refusal::SlugMalformed))?)
    }

    async fn owner_of_slug(self, slug: &SlugKey) -> Result<Option<OrganizationId>, ExchangeError> {
        Ok(Box::pin(round_trip(StoredOrganizations(self.tables).owner_of_slug(slug))).await?)
    }
}

/// Sets the id, the timestamps and, unless they were requested, the name and the slug.
pub(super) fn completed(
    requested: &Organization,
    id: &OrganizationId,
    session: &Session,
    now: Timestamp,
) -> Organization {
    let mut organization = Organization {
        organization_id: id.clone(),
        created_at: Some(now),
        updated_at: Some(now),
        ..requested.clone()
    };
    if organization.organization_name.is_empty() {
        organization.organization_name = default_name(&session.email_address);
    }
    if organization.organization_slug.is_empty() {
        organization.organization_slug = default_slug(&organization.organization_name);
    }
    organization
}

/// Refuses an organization that one transaction cannot write, or that exceeds a limit.
pub(super) fn check_limits(organization: &Organization) -> Result<(), WriteError> {
    limits::organization(organization)?;
    let count = JoinableEdge::of(organization).len();
    if count > MAX_EDGES {
        return Err(WriteError::Refused(Refusal::TooManyNewEdges { count, limit: MAX_EDGES }));
    }
    Ok(())
}

fn valid_slug(organization: &Organization) -> Option<SlugKey> {
    let slug = &organization.organization_slug;
    SlugKey::of(slug).filter(|_| limits::is_slug(slug))
}
