//! What somebody may see who has shown nothing but a sign-in at an identity provider.
//!
//! An identity provider can claim any address. It speaks for its own organization, and for nobody else's, unless it is the
//! authority for the address's domain.

use super::Candidate;
use crate::domain::{AuthMethod, AuthenticationFactor as Factor, Organization, OrganizationId, Session};

/// All candidates, or those that a session with nothing but SSO may see.
pub(super) fn keep_visible<'f>(session: &Session, mut candidates: Vec<Candidate<'f>>) -> Vec<Candidate<'f>> {
    let scope = SsoScope::of(session, &candidates);
    candidates.retain(|candidate| scope.covers(candidate.organization));
    candidates
}

/// How far a session's sign-in reaches.
pub(super) struct SsoScope<'s> {
    /// The connections that the session came through, where it has shown nothing but SSO.
    pub(super) connections: Option<Vec<&'s str>>,
    /// Whether one of them belongs to the authority for the address's domain.
    pub(super) has_authority: bool,
    own: Option<&'s OrganizationId>,
}

impl<'s> SsoScope<'s> {
    /// The scope of `session` among `candidates`.
    pub(super) fn of(session: &'s Session, candidates: &[Candidate<'_>]) -> Self {
        let connections = connections_if_sso_only(session);
        let domain = session.email_address.domain();
        let is_authority = |organization: &Organization| {
            owns_one(organization, connections.as_deref().unwrap_or_default())
                && organization.claimed_email_domains.contains(domain)
        };
        let has_authority =
            !domain.is_common_mailbox() && candidates.iter().any(|c| is_authority(c.organization));
        Self { has_authority, own: session.member().map(|own| &own.organization_id), connections }
    }

    /// Whether the session may see `organization`.
    pub(super) fn covers(&self, organization: &Organization) -> bool {
        let Some(connections) = &self.connections else {
            return true;
        };
        self.has_authority
            || owns_one(organization, connections)
            || self.own == Some(&organization.organization_id)
    }
}

fn owns_one(organization: &Organization, connections: &[&str]) -> bool {
    connections.iter().any(|id| organization.owns_sso_connection(id))
}

/// The connections that the session came through, if all its primary factors are SSO and it has one at least.
fn connections_if_sso_only(session: &Session) -> Option<Vec<&str>> {
    let factors = session.authentication_factors.as_slice();
    let mut primary = factors.iter().filter_map(Factor::primary_method).peekable();
    primary.peek()?;
    primary.all(|method| method == AuthMethod::Sso).then(|| factors.iter().filter_map(connection).collect())
}

fn connection(factor: &Factor) -> Option<&str> {
    match factor {
        Factor::Sso { connection_id } => connection_id.as_deref(),
        _ => None,
    }
}
