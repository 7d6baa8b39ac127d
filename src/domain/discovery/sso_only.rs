//! What somebody may see who has shown nothing but a sign-in at an identity provider.
//!
//! An identity provider can claim any address. It speaks for its own organization, and for nobody else's, unless it is the
//! authority for the address's domain.

use super::Candidate;
use crate::domain::{AuthMethod, AuthenticationFactor as Factor, Organization, Session};

/// All candidates, or those that a session with nothing but SSO may see.
pub(super) fn keep_visible<'f>(session: &Session, mut candidates: Vec<Candidate<'f>>) -> Vec<Candidate<'f>> {
    let Some(connections) = connections_if_sso_only(session) else {
        return candidates;
    };
    let owns_one = |o: &Organization| connections.iter().any(|id| o.owns_sso_connection(id));
    let domain = session.email_address.domain();
    let authority = !domain.is_common_mailbox()
        && candidates
            .iter()
            .any(|c| owns_one(c.organization) && c.organization.claimed_email_domains.contains(domain));
    if !authority {
        let own = session.member().map(|own| &own.organization_id);
        candidates.retain(|c| owns_one(c.organization) || own == Some(&c.organization.organization_id));
    }
    candidates
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
