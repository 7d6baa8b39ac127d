//! Visibility of organizations for sessions that rely on SSO or on a single organization's password.
//!
//! An identity provider can claim any address, and an organization can set a password for a Member with any address. A
//! session with only such primary factors, or with none, is restricted: it shows only organizations for which its
//! address is verified. The restriction does not apply if the organization that owns the SSO connection claims the
//! address's domain.

use super::{Candidate, auth_assurance::AuthAssurance, factor_context::FactorContext};
use crate::domain::{AuthenticationFactor as Factor, Organization, OrganizationId, PasswordScope, Session};

/// Removes the candidates that the session may not see.
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
    /// True if an owner of one of the connections claims the address's domain.
    pub(super) claims_domain: bool,
    own: Option<&'s OrganizationId>,
}

impl<'s> SsoScope<'s> {
    /// Determines the scope of `session` among `candidates`.
    pub(super) fn of(session: &'s Session, candidates: &[Candidate<'_>]) -> Self {
        let connections = is_restricted(session).then(|| session.factors().filter_map(connection).collect());
        let claims_domain = connections.as_deref().is_some_and(|connections| {
            candidates.iter().any(|candidate| is_claimed_by(candidate.organization, connections, session))
        });
        Self { connections, claims_domain, own: session.member().map(|own| &own.organization_id) }
    }

    /// Returns true if the session may see the organization of `context`.
    pub(super) fn covers(&self, context: &FactorContext<'_>) -> bool {
        self.connections.is_none()
            || self.claims_domain
            || self.own == Some(&context.organization().organization_id)
            || AuthAssurance::in_context(context).address_verified
    }
}

/// Returns true if the session has no primary factor that is trusted independently of an organization.
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

/// Returns true if `organization` owns one of `connections` and claims the address's domain.
fn is_claimed_by(organization: &Organization, connections: &[&str], session: &Session) -> bool {
    connections.iter().any(|id| organization.owns_sso_connection(id))
        && organization.claims_domain(session.email_address.domain())
}

fn connection(factor: &Factor) -> Option<&str> {
    match factor {
        Factor::Sso { connection_id } => connection_id.as_deref(),
        _ => None,
    }
}
