//! Follows the joinable edges of a session.

use std::collections::BTreeSet;

use futures_util::{StreamExt, stream};

use super::{DiscoveryService, ServiceError};
use crate::{
    domain::{OrganizationId, Session, SessionKind},
    store::{FoundEdges, JoinableEdge, Reads},
};

/// The most edges that are read concurrently. The Members are read at the same time.
const PARALLEL: usize = 7;

/// The organizations to which the joinable edges of a person lead.
#[derive(Debug, Clone, Default)]
pub struct Joinable {
    /// By the domain of the address.
    pub by_domain: BTreeSet<OrganizationId>,
    /// By an OAuth tenant of the session.
    pub by_tenant: BTreeSet<OrganizationId>,
    /// True if there was a corrupt edge.
    pub unnamed_damage: bool,
    /// True if there are more edges than one answer reads.
    pub has_more: bool,
}

impl Joinable {
    fn add(&mut self, edge: &JoinableEdge, found: FoundEdges) {
        self.unnamed_damage |= found.unnamed_damage;
        self.has_more |= found.has_more;
        match edge {
            JoinableEdge::EmailDomain(_) => self.by_domain.extend(found.organizations),
            JoinableEdge::OAuthTenant(..) => self.by_tenant.extend(found.organizations),
        }
    }
}

impl<S: Reads, C> DiscoveryService<S, C> {
    /// Reads the joinable edges of a session.
    pub(super) async fn joinable_by(&self, session: &Session) -> Result<Joinable, ServiceError> {
        let mut reads = stream::iter(edges_to_follow(session))
            .map(async |edge| (self.store.joinable(&self.project_id, &edge).await, edge))
            .buffer_unordered(PARALLEL);
        let mut joinable = Joinable::default();
        while let Some((found, edge)) = reads.next().await {
            joinable.add(&edge, found?);
        }
        Ok(joinable)
    }
}

fn edges_to_follow(session: &Session) -> BTreeSet<JoinableEdge> {
    // A member session joins nothing.
    let SessionKind::Intermediate { oauth_tenants, .. } = &session.kind else {
        return BTreeSet::new();
    };
    let tenants = oauth_tenants.iter();
    let mut edges: BTreeSet<JoinableEdge> =
        tenants.map(|(provider, tenant)| JoinableEdge::OAuthTenant(provider, tenant.clone())).collect();
    let domain = session.email_address.domain();
    // Anyone can have an address at a common mailbox provider.
    if !domain.is_common_mailbox() {
        edges.insert(JoinableEdge::EmailDomain(domain.clone()));
    }
    edges
}
