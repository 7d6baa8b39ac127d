//! The first request's way, walked before it comes.
//!
//! A new instance has no connections, and none of the code that a request needs is in memory yet. Both would be paid for by whoever signs in
//! first. While Lambda starts an instance it gives it a whole processor, and nobody waits for an answer.

use tokio::join;

use super::Lookup;
use crate::{
    domain::{
        AuthenticationFactors, Clock, EmailAddress, OpaqueToken, OrganizationId, Session, SessionKind,
        Timestamp, TokenHash, discovery::Facts,
    },
    store::Reads,
};

/// Nobody's: the top-level domain is reserved (RFC 2606).
const ADDRESS: &str = "nobody@rehearsal.invalid";
/// A tenant, because each is looked up over a connection of its own.
const TENANTS: &str = r#"{"slack": ["rehearsal"]}"#;
const ORGANIZATION: &str = "rehearsal";
/// Well-formed, and no session's: tokens are random.
const TOKEN: &str = "rehearsal-rehearsal-rehearsal-rehearsal-0000";

impl<S: Reads, C: Clock> Lookup<S, C> {
    /// Reads what a request would read for a person whom nobody knows, all at once, so that there are as many connections as
    /// the largest wave needs. Nobody waits for its outcome: what fails here fails again for a request, and is told of there.
    pub(super) async fn rehearse(&self) -> Option<Facts> {
        let (session, token) = (nobody(self.clock.now())?, OpaqueToken::parse(TOKEN).ok()?);
        let hash = TokenHash::of_intermediate(&self.project_id, &token);
        let (facts, _) = join!(self.facts_of(session), self.live_session(&hash));
        facts.map(|(facts, _)| facts).ok()
    }
}

/// Somebody who signs in for an organization, so that all three waves have something to read.
fn nobody(now: Timestamp) -> Option<Session> {
    let kind = SessionKind::Intermediate {
        oauth_tenants: serde_json::from_str(TENANTS).ok()?,
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
