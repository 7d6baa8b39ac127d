//! Sessions: who signed in, how, and until when.

use super::{
    AuthenticationFactor, AuthenticationFactors, EmailAddress, MemberId, MemberSessionId, OAuthTenants,
    OrganizationId, SecurityStamp, Timestamp,
};

/// A person who has signed in, or is on the way.
#[derive(Debug, Clone, PartialEq)]
pub struct Session {
    /// The address that the session is about.
    pub email_address: EmailAddress,
    /// What the person has shown.
    pub authentication_factors: AuthenticationFactors,
    /// The first second at which the session is over.
    pub expires_at: Timestamp,
    /// Before or after an organization was chosen.
    pub kind: SessionKind,
    /// For a member session: the security stamp that the Member had at its creation. Without one the session is invalid.
    pub security_stamp: Option<SecurityStamp>,
}

/// Before or after an organization was chosen.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum SessionKind {
    /// Signed in, no organization chosen.
    Intermediate {
        /// Tenants at other services that the login service proved.
        oauth_tenants: OAuthTenants,
        /// The organization that the sign-in began for.
        organization_id_hint: Option<OrganizationId>,
    },
    /// Signed in to one organization as one of its Members.
    Member(MemberSession),
}

/// The part of a session that ties it to a Member.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct MemberSession {
    /// The session's own name, which stands in its JWTs.
    pub member_session_id: MemberSessionId,
    /// The organization.
    pub organization_id: OrganizationId,
    /// The Member.
    pub member_id: MemberId,
}

impl Session {
    /// Creates a session without the attributes that may be absent.
    #[must_use]
    pub fn new(
        email_address: EmailAddress,
        authentication_factors: AuthenticationFactors,
        expires_at: Timestamp,
        kind: SessionKind,
    ) -> Self {
        Self { email_address, authentication_factors, expires_at, kind, security_stamp: None }
    }

    /// Whether the session is over. Expiry is checked here because the table removes expired items late.
    #[must_use]
    pub fn is_expired(&self, now: Timestamp) -> bool {
        now >= self.expires_at
    }

    /// Returns the factors that concern the session's address.
    pub fn factors(&self) -> impl Iterator<Item = &AuthenticationFactor> + Clone {
        self.authentication_factors.of(&self.email_address)
    }

    /// Returns the organization that the sign-in began for, if an intermediate session names one.
    #[must_use]
    pub fn organization_id_hint(&self) -> Option<&OrganizationId> {
        match &self.kind {
            SessionKind::Intermediate { organization_id_hint, .. } => organization_id_hint.as_ref(),
            SessionKind::Member(_) => None,
        }
    }

    /// The tie to a Member, for a member session.
    #[must_use]
    pub fn member(&self) -> Option<&MemberSession> {
        match &self.kind {
            SessionKind::Member(member) => Some(member),
            SessionKind::Intermediate { .. } => None,
        }
    }
}
