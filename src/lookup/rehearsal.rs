//! The first request's way, walked before it comes.
//!
//! A new instance has no connections, and none of the code that a request needs is in memory yet. Both would be paid for by whoever signs in
//! first. While Lambda starts an instance it gives it a whole processor, and nobody waits for an answer.

use std::time::Duration;

use tokio::time::timeout;

use super::Lookup;
use crate::{
    domain::{
        AuthenticationFactors, Clock, EmailAddress, OAuthTenants, OrganizationId, Session, SessionKind,
        Timestamp, discovery::Facts,
    },
    store::Reads,
};

/// Nobody's: the top-level domain is reserved (RFC 2606).
const ADDRESS: &str = "nobody@rehearsal.invalid";
const ORGANIZATION: &str = "rehearsal";
/// A store that is slower keeps no instance from its first request.
const LONGEST: Duration = Duration::from_millis(500);

impl<S: Reads, C: Clock> Lookup<S, C> {
    /// Reads what a request would read for a person whom nobody knows. Beside the read of the project this opens three
    /// connections, as many as the second wave has reads, or one for each tenant of a session more. What fails here fails
    /// again for a request, and is told of there.
    pub(super) async fn rehearse(&self) -> Option<Facts> {
        let facts = timeout(LONGEST, self.facts_of(nobody(self.clock.now())?)).await.ok()?;
        facts.map(|(facts, _)| facts).ok()
    }
}

/// Somebody who signs in for an organization, so that all three waves have something to read.
fn nobody(now: Timestamp) -> Option<Session> {
    let kind = SessionKind::Intermediate {
        oauth_tenants: OAuthTenants::default(),
        organization_id_hint: Some(OrganizationId::parse(ORGANIZATION).ok()?),
    };
    Some(Session {
        email_address: EmailAddress::parse(ADDRESS).ok()?,
        authentication_factors: AuthenticationFactors::default(),
        expires_at: now,
        kind,
        member_life: None,
    })
}
