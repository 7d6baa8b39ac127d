//! What an operator's explanation needs beyond the facts of the answer: the organizations that could be meant.
//!
//! The facts of the answer come first wherever they have something to say, because they are what was decided by. What is read
//! here is kept apart from them.

use std::{
    collections::{BTreeMap, BTreeSet},
    ops::Deref,
};

use futures_util::{StreamExt, TryStreamExt, stream};

use crate::project_reader::ProjectReader;
use org_discovery::service::Joinable;
use org_discovery::{
    domain::{
        AuthenticationFactor as Factor, OAuthTenantId, OAuthTenantProvider, Organization, OrganizationId,
        Session, SessionKind,
        discovery::{
            Facts,
            explain::{Circumstances, tenant_to_show},
        },
    },
    store::{
        FoundOrganizations, JoinableEdge, JoinableReads, OrganizationReads, OrganizationsWanted, StoreError,
    },
};

/// Reads under way at once.
const PARALLEL: usize = 7;

/// Organizations that could be meant, and what is known of each.
#[derive(Debug)]
pub struct Concerned {
    ids: BTreeSet<OrganizationId>,
    /// What the facts of the answer do not hold.
    beyond: FoundOrganizations,
    edges: Joinable,
    /// How many more there are, which have nothing to do with the person; not counted when one was asked for.
    pub others: Option<u64>,
    /// How many more there are that cannot be read, so that nobody knows whether they have.
    pub unreadable: u64,
}

impl Concerned {
    /// What is known of each, in the order of their ids.
    pub fn circumstances<'f>(&'f self, facts: &'f Facts) -> impl Iterator<Item = Circumstances<'f>> {
        self.ids.iter().map(|id| {
            let organization = facts.organizations.get(id).or_else(|| self.beyond.organizations.get(id));
            let organization = organization.map(Deref::deref);
            let damaged = facts.damaged_organizations.contains(id) || self.beyond.damaged.contains(id);
            let counted = facts.verified_members.get(id).or_else(|| self.beyond.verified_members.get(id));
            Circumstances {
                organization_id: id,
                organization,
                damaged: damaged && organization.is_none(),
                // Where the organization can be read, it is the counter that cannot.
                verified_members: match counted {
                    Some(count) => Some(*count),
                    None => (!damaged).then_some(0),
                },
                domain_edge: self.edges.by_domain.contains(id),
                tenant_edge: self.edges.by_tenant.contains(id),
            }
        })
    }
}

/// What a scan over all organizations finds.
#[derive(Debug, Default)]
struct Found {
    concerned: BTreeSet<OrganizationId>,
    others: u64,
    damaged: u64,
}

impl ProjectReader {
    /// Every organization that the person's Members, the session or a joinable edge lead to, and those whose settings or
    /// Members share something with the person. Reads all organizations, page by page.
    ///
    /// # Errors
    /// [`StoreError`]; damaged organizations are counted, or told of where something leads to them.
    pub async fn concerned(&self, facts: &Facts, edges: &Joinable) -> Result<Concerned, StoreError> {
        let edges = self.domain_edges(facts, edges).await?;
        let mut ids = led_to(facts, &edges);
        let domain = facts.session.email_address.domain();
        let sharing = self.verified_members_of(domain).await?;
        ids.extend(sharing.into_keys());
        let found = self.scan(ids, &facts.session).await?;
        let told =
            Concerned { others: Some(found.others), ..self.known(found.concerned, facts, edges).await? };
        let explained = told.circumstances(facts).filter(|about| about.damaged).count();
        let unreadable = found.damaged.saturating_sub(u64::try_from(explained).unwrap_or(u64::MAX));
        Ok(Concerned { unreadable, ..told })
    }

    /// One organization, whether or not it has to do with the person, or exists.
    ///
    /// # Errors
    /// [`StoreError`]; damage is told of.
    pub async fn concerned_one(
        &self,
        id: OrganizationId,
        facts: &Facts,
        edges: &Joinable,
    ) -> Result<Concerned, StoreError> {
        let edges = self.domain_edges(facts, edges).await?;
        self.known(BTreeSet::from([id]), facts, edges).await
    }

    /// The edges that were followed. A member session follows none, but an intermediate session of the same person would.
    async fn domain_edges(&self, facts: &Facts, followed: &Joinable) -> Result<Joinable, StoreError> {
        let mut edges = followed.clone();
        let domain = facts.session.email_address.domain();
        if facts.session.member().is_some() && !domain.is_common_mailbox() {
            let edge = JoinableEdge::EmailDomain(domain.clone());
            edges.by_domain.extend(self.reads().joinable(self.project(), &edge).await?.organizations);
        }
        Ok(edges)
    }

    async fn scan(
        &self,
        concerned: BTreeSet<OrganizationId>,
        session: &Session,
    ) -> Result<Found, StoreError> {
        let mut found = Found { concerned, ..Found::default() };
        let mut every = self.every_organization();
        while let Some(organization) = every.next().await {
            match organization {
                Ok(organization) if shares_something(&organization, session) => {
                    found.concerned.insert(organization.organization_id);
                }
                Ok(organization) if found.concerned.contains(&organization.organization_id) => {}
                Ok(_) => found.others += 1,
                Err(StoreError::Damaged { .. }) => found.damaged += 1,
                Err(error) => return Err(error),
            }
        }
        Ok(found)
    }

    /// Reads what the facts of the answer do not hold, in the way in which they were read.
    async fn known(
        &self,
        ids: BTreeSet<OrganizationId>,
        facts: &Facts,
        mut edges: Joinable,
    ) -> Result<Concerned, StoreError> {
        let unread = ids.iter().filter(|id| !facts.organizations.contains_key(id)).cloned();
        let uncounted = ids.iter().filter(|id| !facts.verified_members.contains_key(id)).cloned();
        let wanted = OrganizationsWanted {
            organizations: unread.collect(),
            domain: facts.session.email_address.domain().clone(),
            counted: uncounted.collect(),
        };
        let beyond = self.reads().organizations(self.project(), &wanted).await?;
        let to_show = beyond.organizations.values().chain(facts.organizations.values());
        let to_show =
            to_show.map(Deref::deref).filter(|organization| ids.contains(&organization.organization_id));
        edges.by_tenant.extend(self.with_edge_to_show(to_show, &facts.session).await?);
        Ok(Concerned { ids, beyond, edges, others: None, unreadable: 0 })
    }

    /// The organizations to which an edge leads from the tenant that the person could show.
    async fn with_edge_to_show(
        &self,
        organizations: impl Iterator<Item = &Organization>,
        session: &Session,
    ) -> Result<BTreeSet<OrganizationId>, StoreError> {
        let mut wanted: BTreeMap<(OAuthTenantProvider, OAuthTenantId), BTreeSet<OrganizationId>> =
            BTreeMap::new();
        for organization in organizations {
            if let Some((provider, tenant)) = tenant_to_show(organization, session) {
                let ids = wanted.entry((provider, tenant.clone())).or_default();
                ids.insert(organization.organization_id.clone());
            }
        }
        let reads = stream::iter(wanted).map(async |((provider, tenant), ids)| {
            let edge = JoinableEdge::OAuthTenant(provider, tenant);
            let found = self.reads().joinable(self.project(), &edge).await?;
            Ok(found.organizations.into_iter().filter(|id| ids.contains(id)).collect::<Vec<_>>())
        });
        let found: Vec<Vec<_>> = reads.buffer_unordered(PARALLEL).try_collect().await?;
        Ok(found.into_iter().flatten().collect())
    }
}

fn led_to(facts: &Facts, edges: &Joinable) -> BTreeSet<OrganizationId> {
    let members = facts.members.iter().map(|member| &member.organization_id);
    let hint = facts.session.organization_id_hint();
    members
        .chain(&facts.damaged_members)
        .chain(&facts.damaged_organizations)
        .chain(&edges.by_domain)
        .chain(&edges.by_tenant)
        .chain(hint)
        .cloned()
        .collect()
}

/// Whether the organization's settings name the address's domain, a tenant or an SSO connection of the session.
fn shares_something(organization: &Organization, session: &Session) -> bool {
    let domain = session.email_address.domain();
    let by_domain = organization.email_allowed_domains.contains(domain)
        || organization.claimed_email_domains.contains(domain);
    let trusted = &organization.allowed_oauth_tenants;
    let by_tenant = match &session.kind {
        SessionKind::Intermediate { oauth_tenants, .. } => {
            oauth_tenants.iter().any(|(provider, tenant)| trusted.contains(provider, tenant))
        }
        SessionKind::Member(_) => false,
    };
    let owns = |factor: &Factor| match factor {
        Factor::Sso { connection_id: Some(id) } => organization.owns_sso_connection(id),
        _ => false,
    };
    by_domain || by_tenant || session.factors().any(owns)
}
