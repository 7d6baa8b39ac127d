//! The organizations that an explanation covers.

use std::{
    collections::{BTreeMap, BTreeSet},
    ops::Deref,
};

use futures_util::future::try_join_all;

use super::search::{Search, referenced_organizations};
use crate::project_reader::ProjectReader;
use org_discovery::{
    domain::{
        OAuthTenantId, OAuthTenantProvider, Organization, OrganizationId, Session,
        discovery::{
            Facts,
            explain::{OrganizationState, suggested_tenant},
        },
    },
    service::JoinableOrganizations,
    store::{
        FoundOrganizations, JoinableEdge, JoinableReads, OrganizationReads, OrganizationsToRead, StoreError,
    },
};

/// The maximum number of concurrent reads.
const MAX_CONCURRENT_READS: usize = 7;

/// Candidate organizations, with the state of each.
#[derive(Debug)]
pub struct RelevantOrganizations {
    ids: BTreeSet<OrganizationId>,
    /// Organizations and counters that the facts of the response do not contain.
    additional: FoundOrganizations,
    edges: JoinableOrganizations,
    /// The number of organizations without a relation to the person; `None` if a single organization was requested.
    pub others: Option<u64>,
    /// The number of damaged organizations whose relation to the person is unknown.
    pub damaged: u64,
}

impl RelevantOrganizations {
    /// Finds every organization that the person's Members, the session or a joinable edge refer to, and those whose
    /// settings or Members share a value with the person. Scans all organizations, page by page.
    ///
    /// # Errors
    /// [`StoreError`]. Damaged organizations are not an error: they are counted, or included if the person refers to
    /// them.
    pub async fn find(
        reader: &ProjectReader,
        facts: &Facts,
        edges: &JoinableOrganizations,
    ) -> Result<Self, StoreError> {
        let edges = followed_edges(reader, facts, edges).await?;
        let mut ids = referenced_organizations(facts, &edges);
        let domain = facts.session.email_address.domain();
        ids.extend(reader.verified_members_of(domain).await?.into_keys());
        let found = Search::run(reader, ids, &facts.session).await?;
        let mut organizations = Self::read(reader, found.relevant, facts, edges).await?;
        let included = organizations.states(facts).filter(|state| state.damaged).count();
        organizations.others = Some(found.others);
        organizations.damaged = found.damaged.saturating_sub(u64::try_from(included).unwrap_or(u64::MAX));
        Ok(organizations)
    }

    /// Returns true if a Member of the person, the session or a joinable edge refers to the organization, which need not
    /// exist.
    #[must_use]
    pub fn are_referred_to(id: &OrganizationId, facts: &Facts, edges: &JoinableOrganizations) -> bool {
        referenced_organizations(facts, edges).contains(id)
    }

    /// Returns a single organization, even if it has no relation to the person or does not exist.
    ///
    /// # Errors
    /// [`StoreError`]. Damaged items are not an error: they are part of the state.
    pub async fn only(
        reader: &ProjectReader,
        id: OrganizationId,
        facts: &Facts,
        edges: &JoinableOrganizations,
    ) -> Result<Self, StoreError> {
        let edges = followed_edges(reader, facts, edges).await?;
        Self::read(reader, BTreeSet::from([id]), facts, edges).await
    }

    /// Returns the state of each organization, ordered by id. The facts of the response take precedence, because the
    /// response follows from them.
    pub fn states<'f>(&'f self, facts: &'f Facts) -> impl Iterator<Item = OrganizationState<'f>> {
        self.ids.iter().map(|id| self.state(id, facts))
    }

    fn state<'f>(&'f self, id: &'f OrganizationId, facts: &'f Facts) -> OrganizationState<'f> {
        let organization = facts.organizations.get(id).or_else(|| self.additional.organizations.get(id));
        let organization = organization.map(Deref::deref);
        let damaged = facts.damaged_organizations.contains(id) || self.additional.damaged.contains(id);
        let count = facts.verified_members.get(id).or_else(|| self.additional.verified_members.get(id));
        OrganizationState {
            organization_id: id,
            organization,
            damaged: damaged && organization.is_none(),
            // `damaged` does not distinguish the items. If the organization can be parsed, the counter is damaged.
            verified_members: match count {
                Some(count) => Some(*count),
                None => (!damaged).then_some(0),
            },
            domain_edge: self.edges.by_domain.contains(id),
            tenant_edge: self.edges.by_tenant.contains(id),
        }
    }

    /// Reads the organizations and counters that the facts of the response do not contain.
    async fn read(
        reader: &ProjectReader,
        ids: BTreeSet<OrganizationId>,
        facts: &Facts,
        mut edges: JoinableOrganizations,
    ) -> Result<Self, StoreError> {
        let unread = ids.iter().filter(|id| !facts.organizations.contains_key(id)).cloned();
        let uncounted = ids.iter().filter(|id| !facts.verified_members.contains_key(id)).cloned();
        let to_read = OrganizationsToRead {
            organizations: unread.collect(),
            domain: facts.session.email_address.domain().clone(),
            counted: uncounted.collect(),
        };
        let additional = reader.reads().organizations(reader.project(), &to_read).await?;
        let organizations = additional.organizations.values().chain(facts.organizations.values());
        let organizations = organizations.map(Deref::deref);
        let relevant = organizations.filter(|organization| ids.contains(&organization.organization_id));
        let tenants = tenants_to_show(relevant, &facts.session);
        edges.by_tenant.extend(with_tenant_edge(reader, tenants).await?);
        Ok(Self { ids, additional, edges, others: None, damaged: 0 })
    }
}

/// Adds the domain edge to the edges that the request followed. A request with a member session follows no edges, but
/// an intermediate session of the same person would.
async fn followed_edges(
    reader: &ProjectReader,
    facts: &Facts,
    followed: &JoinableOrganizations,
) -> Result<JoinableOrganizations, StoreError> {
    let mut edges = followed.clone();
    let domain = facts.session.email_address.domain();
    if facts.session.member().is_some() && !domain.is_shared_mailbox() {
        let edge = JoinableEdge::EmailDomain(domain.clone());
        edges.by_domain.extend(reader.reads().joinable(reader.project(), &edge).await?.organizations);
    }
    Ok(edges)
}

/// Organizations by a tenant that the person could authenticate with.
type Tenants = BTreeMap<(OAuthTenantProvider, OAuthTenantId), BTreeSet<OrganizationId>>;

fn tenants_to_show<'o>(organizations: impl Iterator<Item = &'o Organization>, session: &Session) -> Tenants {
    let mut tenants = Tenants::new();
    for organization in organizations {
        if let Some((provider, tenant)) = suggested_tenant(organization, session) {
            let ids = tenants.entry((provider, tenant.clone())).or_default();
            ids.insert(organization.organization_id.clone());
        }
    }
    tenants
}

/// Returns the organizations to which an edge from their tenant leads.
async fn with_tenant_edge(
    reader: &ProjectReader,
    tenants: Tenants,
) -> Result<BTreeSet<OrganizationId>, StoreError> {
    let reads = reader.reads();
    let tenants: Vec<_> = tenants.into_iter().collect();
    let mut with_edge = BTreeSet::new();
    for batch in tenants.chunks(MAX_CONCURRENT_READS) {
        let edges = batch.iter().map(async |((provider, tenant), ids)| {
            let edge = JoinableEdge::OAuthTenant(*provider, tenant.clone());
            let found = reads.joinable(reader.project(), &edge).await?;
            Ok::<_, StoreError>(found.organizations.into_iter().filter(|id| ids.contains(id)))
        });
        with_edge.extend(try_join_all(edges).await?.into_iter().flatten());
    }
    Ok(with_edge)
}
