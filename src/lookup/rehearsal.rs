//! The first request's way, walked before it comes.
//!
//! A new instance has no connections, and none of the code that a request needs is in memory yet. Whoever signs in first pays for both, unless
//! the instance was made ahead. While Lambda starts an instance it gives it a whole processor, whatever its memory, so there is the place to do it.

use std::time::Duration;

use tokio::time::timeout;

use super::Lookup;
use crate::{
    domain::{
        AuthenticationFactors, Clock, EmailAddress, Member, OAuthTenants, Organization, OrganizationId,
        Session, SessionKind, Timestamp, discovery::Facts,
    },
    store::Reads,
};

/// Nobody's: the top-level domain is reserved (RFC 2606).
const ADDRESS: &str = "nobody@rehearsal.invalid";
const ORGANIZATION: &str = "rehearsal";
/// A store that is slower holds up no instance for longer.
const LONGEST: Duration = Duration::from_millis(500);

impl<S: Reads, C: Clock> Lookup<S, C> {
    /// Reads what a request would read for a person whom nobody knows, and makes that one a Member. Beside the read of the
    /// project this opens three connections, as many as the second wave has reads, or one for each tenant of a session more.
    /// What fails here fails again for a request, and is told of there.
    pub(super) async fn rehearse(&self) -> Option<Facts> {
        let facts = timeout(LONGEST, self.facts_of(nobody(self.clock.now())?)).await.ok()?;
        with_a_membership(facts.ok()?.0)
    }
}

/// Somebody who signs in for an organization, so that the third wave has something to read too. The read of the project stands
/// for the first: it is the same kind of call.
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
        security_stamp: None,
    })
}

/// The facts, and a membership that no store knows.
fn with_a_membership(mut facts: Facts) -> Option<Facts> {
    let organization =
        format!(r#"{{"organization_id": "{ORGANIZATION}", "created_at": "2026-01-01T00:00:00Z"}}"#);
    let member = format!(
        r#"{{"organization_id": "{ORGANIZATION}", "member_id": "nobody", "email_address": "{ADDRESS}"}}"#
    );
    let organization: Organization = serde_json::from_str(&organization).ok()?;
    let member: Member = serde_json::from_str(&member).ok()?;
    facts.members.push(member.into());
    facts.organizations.insert(organization.organization_id.clone(), organization.into());
    Some(facts)
}
