//! Warms up the reads of a new instance before its first request.
//!
//! A new instance has no open connections, and the code for requests is not in memory yet. Lambda provides a full vCPU
//! during initialization, regardless of the configured memory, so the reads of a request are performed once at that
//! time.

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

/// An address that cannot exist, because its top-level domain is reserved (RFC 2606).
const ADDRESS: &str = "unknown@warm-up.invalid";
const ORGANIZATION: &str = "warm-up";
/// The time limit of the warm-up reads, so that slow reads do not delay the start of an instance.
const TIME_LIMIT: Duration = Duration::from_millis(500);

impl<S: Reads, C: Clock> DiscoveryService<S, C> {
    /// Reads the project and, concurrently, the data of a person without Members. Returns facts for a sample response,
    /// or `None` if the person's data cannot be read.
    ///
    /// # Errors
    /// [`ServiceError`] when the project cannot be read. The first request reads it again.
    pub async fn warm_up(&self) -> Result<Option<Facts>, ServiceError> {
        let (project, facts) = join!(self.cached_or_first_project(), Box::pin(self.warm_up_reads()));
        project.map(|_| facts)
    }

    /// Reads the data of a session without Members. With the read of the project, this opens three connections, enough
    /// for round trip 2 of a session without OAuth tenants. Errors are ignored, because a request would report the same
    /// errors.
    async fn warm_up_reads(&self) -> Option<Facts> {
        let session = warm_up_session(self.clock.now())?;
        let (facts, _) = timeout(TIME_LIMIT, self.facts_of(session, None)).await.ok()?.ok()?;
        with_membership(facts)
    }
}

/// Returns a session with an organization hint, so that round trip 3 is not empty. Round trip 1 needs no warm-up of its
/// own, because it is the same kind of call as the read of the project.
fn warm_up_session(now: Timestamp) -> Option<Session> {
    let kind = SessionKind::Intermediate {
        oauth_tenants: OAuthTenants::default(),
        organization_id_hint: Some(OrganizationId::parse(ORGANIZATION).ok()?),
    };
    Some(Session::new(EmailAddress::parse(ADDRESS).ok()?, AuthenticationFactors::default(), now, kind))
}

/// Adds a sample membership to the facts.
fn with_membership(mut facts: Facts) -> Option<Facts> {
    let organization =
        format!(r#"{{"organization_id": "{ORGANIZATION}", "created_at": "2026-01-01T00:00:00Z"}}"#);
    let member = format!(
        r#"{{"organization_id": "{ORGANIZATION}", "member_id": "unknown", "email_address": "{ADDRESS}"}}"#
    );
    let organization: Organization = serde_json::from_str(&organization).ok()?;
    let member: Member = serde_json::from_str(&member).ok()?;
    facts.address_members.members.push(member.into());
    facts.organizations.insert(organization.organization_id.clone(), organization.into());
    Some(facts)
}
