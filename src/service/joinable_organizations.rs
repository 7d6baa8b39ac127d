//! Finds joinable organizations by the joinable edges of a session.

use std::collections::BTreeSet;

use futures_util::{StreamExt, stream};

use super::{DiscoveryService, ServiceError};
use crate::{
    domain::{OrganizationId, Session, SessionKind},
    store::{FoundEdges, JoinableEdge, Reads},
};

/// The maximum number of edges that are read concurrently. The Members are read at the same time.
const MAX_CONCURRENT_READS: usize = 7;

/// The organizations found by the joinable edges of a session.
#[derive(Debug, Clone, Default)]
pub struct JoinableOrganizations {
    /// By the domain of the address.
    pub by_domain: BTreeSet<OrganizationId>,
    /// By an OAuth tenant of the session.
    pub by_tenant: BTreeSet<OrganizationId>,
    /// True if an edge item is damaged.
    pub has_unidentified_damage: bool,
    /// True if there are more edges than one request reads.
    pub has_more: bool,
}

impl JoinableOrganizations {
    fn add(&mut self, edge: &JoinableEdge, found: FoundEdges) {
        self.has_unidentified_damage |= found.has_unidentified_damage;
        self.has_more |= found.has_more;
        match edge {
            JoinableEdge::EmailDomain(_) => self.by_domain.extend(found.organizations),
            JoinableEdge::OAuthTenant(..) => self.by_tenant.extend(found.organizations),
        }
    }
}

impl<S: Reads, C> DiscoveryService<S, C> {
    /// Reads the joinable edges of a session.
    pub(super) async fn joinable_by(&self, session: &Session) -> Result<JoinableOrganizations, ServiceError> {
        let mut reads = stream::iter(edges_to_follow(session))
            .map(async |edge| (self.store.joinable(&self.project_id, &edge).await, edge))
            .buffer_unordered(MAX_CONCURRENT_READS);
        let mut joinable = JoinableOrganizations::default();
        while let Some((found, edge)) = reads.next().await {
            joinable.add(&edge, found?);
        }
        Ok(joinable)
    }
}

fn edges_to_follow(session: &Session) -> BTreeSet<JoinableEdge> {
    // Only intermediate sessions can join organizations.
    let SessionKind::Intermediate { oauth_tenants, .. } = &session.kind else {
        return BTreeSet::new();
    };
    let tenants = oauth_tenants.iter();
    let mut edges: BTreeSet<JoinableEdge> =
        tenants.map(|(provider, tenant)| JoinableEdge::OAuthTenant(provider, tenant.clone())).collect();
    let domain = session.email_address.domain();
    // Anyone can have an address in a shared mailbox domain.
    if !domain.is_shared_mailbox() {
        edges.insert(JoinableEdge::EmailDomain(domain.clone()));
    }
    edges
}
