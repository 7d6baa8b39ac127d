//! Warms up the reads of a request before the first one arrives.
//!
//! A new instance has no connections, and the code of a request is not in memory yet. Lambda gives an instance a full vCPU
//! while it starts, whatever its memory, so the reads of a request are done then.

use std::time::Duration;

use tokio::{join, time::timeout};

use super::{DiscoveryService, ServiceError};
use crate::{
    domain::{
        AuthenticationFactors, Clock, EmailAddress, Member, OAuthTenants, Organization, OrganizationId,
        Session, SessionKind, Timestamp, discovery::Facts,
    },
    store::Reads,
};

/// No person has it: the top-level domain is reserved (RFC 2606).
const ADDRESS: &str = "nobody@warm-up.invalid";
const ORGANIZATION: &str = "warm-up";
/// Slow reads delay the start of an instance by this time at most.
const TIME_LIMIT: Duration = Duration::from_millis(500);

impl<S: Reads, C: Clock> DiscoveryService<S, C> {
    /// Reads the project, and concurrently what a request would read for a person without Members. Returns facts to write an
    /// answer from, if these reads succeed.
    ///
    /// # Errors
    /// [`ServiceError`] when the project cannot be read. The first request will read it again.
    pub async fn warm_up(&self) -> Result<Option<Facts>, ServiceError> {
        let (project, facts) = join!(self.known_project(), Box::pin(self.warm_up_reads()));
        project.map(|_| facts)
    }

    /// Opens as many connections as round trip 2 needs without OAuth tenants: two, and one for the read of the project. A read
    /// that fails here would fail for a request too, which reports the error.
    async fn warm_up_reads(&self) -> Option<Facts> {
        let session = warm_up_session(self.clock.now())?;
        let (facts, _) = timeout(TIME_LIMIT, self.facts_of(session)).await.ok()?.ok()?;
        with_membership(facts)
    }
}

/// A session with a hint, so that round trip 3 reads something too. The read of the project warms up round trip 1: it is the
/// same kind of call.
fn warm_up_session(now: Timestamp) -> Option<Session> {
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

/// Adds a membership that is not stored to the facts.
fn with_membership(mut facts: Facts) -> Option<Facts> {
    let organization =
        format!(r#"{{"organization_id": "{ORGANIZATION}", "created_at": "2026-01-01T00:00:00Z"}}"#);
    let member = format!(
        r#"{{"organization_id": "{ORGANIZATION}", "member_id": "nobody", "email_address": "{ADDRESS}"}}"#
    );
    let organization: Organization = serde_json::from_str(&organization).ok()?;
    let member: Member = serde_json::from_str(&member).ok()?;
    facts.address_members.members.push(member.into());
    facts.organizations.insert(organization.organization_id.clone(), organization.into());
    Some(facts)
}
