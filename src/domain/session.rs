//! Intermediate sessions and member sessions.

use super::{
    AuthenticationFactor, AuthenticationFactors, EmailAddress, MemberId, MemberSessionId, OAuthTenants,
    OrganizationId, SecurityStamp, Timestamp,
};

/// A session, as stored under the hash of its credential.
#[derive(Debug, Clone, PartialEq)]
pub struct Session {
    /// The person's address.
    pub email_address: EmailAddress,
    /// The factors with which the person has authenticated.
    pub authentication_factors: AuthenticationFactors,
    /// The expiry. At this time the session is no longer valid.
    pub expires_at: Timestamp,
    /// The kind of session: intermediate session or member session.
    pub kind: SessionKind,
    /// The Member's security stamp at the creation of a member session, or of the member session that this session was
    /// derived from. Without it, such a session is invalid.
    pub security_stamp: Option<SecurityStamp>,
}

/// The kind of a session.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum SessionKind {
    /// An intermediate session: no organization is selected yet.
    Intermediate {
        /// The OAuth tenants that the login service verified.
        oauth_tenants: OAuthTenants,
        /// The organization for which the sign-in was started.
        organization_id_hint: Option<OrganizationId>,
    },
    /// An intermediate session that was derived from this member session, for a sign-in to another organization. It is
    /// valid only while the member session is, and shows memberships only.
    Derived(MemberSession),
    /// A member session: the person is signed in to an organization as a Member.
    Member(MemberSession),
}

/// The fields that only a member session has.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct MemberSession {
    /// The id of the session, which its JWTs contain.
    pub member_session_id: MemberSessionId,
    /// The Member's organization.
    pub organization_id: OrganizationId,
    /// The Member.
    pub member_id: MemberId,
}

impl Session {
    /// Creates a session without a security stamp.
    #[must_use]
    pub fn new(
        email_address: EmailAddress,
        authentication_factors: AuthenticationFactors,
        expires_at: Timestamp,
        kind: SessionKind,
    ) -> Self {
        Self { email_address, authentication_factors, expires_at, kind, security_stamp: None }
    }

    /// Returns true if the session has expired. The check is necessary because DynamoDB deletes expired items with a
    /// delay.
    #[must_use]
    pub fn is_expired(&self, now: Timestamp) -> bool {
        now >= self.expires_at
    }

    /// Returns the factors that apply to the session's address.
    pub fn factors(&self) -> impl Iterator<Item = &AuthenticationFactor> + Clone {
        self.authentication_factors.of(&self.email_address)
    }

    /// Returns the organization for which the sign-in of an intermediate session was started, if any.
    #[must_use]
    pub fn organization_id_hint(&self) -> Option<&OrganizationId> {
        match &self.kind {
            SessionKind::Intermediate { organization_id_hint, .. } => organization_id_hint.as_ref(),
            SessionKind::Derived(_) | SessionKind::Member(_) => None,
        }
    }

    /// Returns the fields of a member session, or `None` for an intermediate session.
    #[must_use]
    pub fn member(&self) -> Option<&MemberSession> {
        match &self.kind {
            SessionKind::Member(member) => Some(member),
            SessionKind::Intermediate { .. } | SessionKind::Derived(_) => None,
        }
    }

    /// Returns the member session that a derived intermediate session depends on.
    #[must_use]
    pub fn parent(&self) -> Option<&MemberSession> {
        match &self.kind {
            SessionKind::Derived(parent) => Some(parent),
            SessionKind::Intermediate { .. } | SessionKind::Member(_) => None,
        }
    }

    /// Returns the Member that must stay active for the session to be valid: that of a member session, or of the member
    /// session that this session was derived from.
    #[must_use]
    pub fn required_member(&self) -> Option<&MemberSession> {
        self.member().or_else(|| self.parent())
    }
}
