//! Visibility for sessions that nothing but SSO or an organization's password supports.
//!
//! An identity provider can claim any address, and an organization can set a password for a Member with any address. Such
//! factors speak for their own organization only, unless the identity provider is the authority for the address's domain. A
//! session without any primary factor is restricted in the same way.

use super::{Candidate, auth_assurance::AuthAssurance, factor_value::FactorContext};
use crate::domain::{AuthenticationFactor as Factor, Organization, OrganizationId, PasswordScope, Session};

/// Returns all candidates, or those that a restricted session may see.
pub(super) fn keep_visible<'f>(
    session: &'f Session,
    mut candidates: Vec<Candidate<'f>>,
) -> Vec<Candidate<'f>> {
    let scope = SsoScope::of(session, &candidates);
    candidates.retain(|candidate| scope.covers(&FactorContext::new(session, candidate)));
    candidates
}

/// The organizations that a session may see.
pub(super) struct SsoScope<'s> {
    /// The session's SSO connections, if the session is restricted.
    pub(super) connections: Option<Vec<&'s str>>,
    /// Whether one of them belongs to the authority for the address's domain.
    pub(super) has_authority: bool,
    own: Option<&'s OrganizationId>,
}

impl<'s> SsoScope<'s> {
    /// Determines the scope of `session` among `candidates`.
    pub(super) fn of(session: &'s Session, candidates: &[Candidate<'_>]) -> Self {
        let connections = is_restricted(session).then(|| session.factors().filter_map(connection).collect());
        let has_authority = connections.as_deref().is_some_and(|connections| {
            candidates.iter().any(|candidate| is_authority(candidate.organization, connections, session))
        });
        Self { connections, has_authority, own: session.member().map(|own| &own.organization_id) }
    }

    /// Returns whether the session may see the organization of `context`.
    pub(super) fn covers(&self, context: &FactorContext<'_>) -> bool {
        self.connections.is_none()
            || self.has_authority
            || self.own == Some(&context.organization().organization_id)
            || AuthAssurance::in_context(context).address_verified
    }
}

/// Returns whether no factor of the session supports its address in every organization.
fn is_restricted(session: &Session) -> bool {
    !session.factors().any(|factor| match factor {
        Factor::MagicLink | Factor::EmailOtp | Factor::OAuth { .. } => true,
        Factor::TrustedToken { verifies_address } => *verifies_address,
        Factor::Password { scope } => *scope == PasswordScope::Project,
        Factor::Sso { .. }
        | Factor::SmsOtp { .. }
        | Factor::Totp { .. }
        | Factor::RecoveryCode
        | Factor::Unknown => false,
    })
}

/// Returns whether one of `connections` belongs to `organization`, and `organization` claims the address's domain. Shared
/// mailbox domains have no authority.
fn is_authority(organization: &Organization, connections: &[&str], session: &Session) -> bool {
    let domain = session.email_address.domain();
    connections.iter().any(|id| organization.owns_sso_connection(id))
        && organization.claimed_email_domains.contains(domain)
        && !domain.is_common_mailbox()
}

fn connection(factor: &Factor) -> Option<&str> {
    match factor {
        Factor::Sso { connection_id } => connection_id.as_deref(),
        _ => None,
    }
}
