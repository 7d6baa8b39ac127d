//! New sessions and their limits.

use crate::Refusal;
use org_discovery::domain::{
    AuthenticationFactors, EmailAddress, MemberSession, OAuthTenants, OpaqueToken, OrganizationId, Session,
    SessionKind, Timestamp,
};

/// A new intermediate session.
#[derive(Debug, Clone)]
pub struct NewIntermediateSession {
    /// The intermediate session token.
    pub token: OpaqueToken,
    /// The person's email address.
    pub email_address: EmailAddress,
    /// The factors that the person has authenticated with.
    pub authentication_factors: AuthenticationFactors,
    /// The tenants that the login service verified.
    pub oauth_tenants: OAuthTenants,
    /// The organization that the sign-in was started for.
    pub organization_id_hint: Option<OrganizationId>,
    /// The expiry of the session.
    pub expires_at: Timestamp,
}

/// A new member session.
#[derive(Debug, Clone)]
pub struct NewMemberSession {
    /// The session token.
    pub token: OpaqueToken,
    /// The Member's email address.
    pub email_address: EmailAddress,
    /// The factors that the person has authenticated with.
    pub authentication_factors: AuthenticationFactors,
    /// The session's id and its Member.
    pub member: MemberSession,
    /// The expiry of the session.
    pub expires_at: Timestamp,
}

/// The longest lifetime of an intermediate session, in seconds: 24 hours.
pub const MAX_INTERMEDIATE_SESSION_SECONDS: i64 = 24 * 60 * 60;
/// The longest lifetime of a member session, in seconds: 366 days.
pub const MAX_MEMBER_SESSION_SECONDS: i64 = 366 * 24 * 60 * 60;

impl NewIntermediateSession {
    /// Creates a session without OAuth tenants or an organization hint.
    #[must_use]
    pub fn new(
        token: OpaqueToken,
        email_address: EmailAddress,
        authentication_factors: AuthenticationFactors,
        expires_at: Timestamp,
    ) -> Self {
        Self {
            token,
            email_address,
            authentication_factors,
            oauth_tenants: OAuthTenants::default(),
            organization_id_hint: None,
            expires_at,
        }
    }

    /// Returns the session to store.
    ///
    /// # Errors
    /// [`Refusal::IntermediateSessionTooLong`] or [`Refusal::FactorOfAnotherAddress`].
    pub(super) fn into_session(self, now: Timestamp) -> Result<Session, Refusal> {
        let refusal = Refusal::IntermediateSessionTooLong;
        refuse_if_longer(self.expires_at, now, MAX_INTERMEDIATE_SESSION_SECONDS, refusal)?;
        refuse_factors_of_other_addresses(&self.authentication_factors, &self.email_address)?;
        Ok(Session {
            email_address: self.email_address,
            authentication_factors: self.authentication_factors,
            expires_at: self.expires_at,
            kind: SessionKind::Intermediate {
                oauth_tenants: self.oauth_tenants,
                organization_id_hint: self.organization_id_hint,
            },
            security_stamp: None,
        })
    }
}

impl NewMemberSession {
    /// Creates a session.
    #[must_use]
    pub fn new(
        token: OpaqueToken,
        email_address: EmailAddress,
        authentication_factors: AuthenticationFactors,
        member: MemberSession,
        expires_at: Timestamp,
    ) -> Self {
        Self { token, email_address, authentication_factors, member, expires_at }
    }

    /// Returns the session to store, without its Member's security stamp.
    ///
    /// # Errors
    /// [`Refusal::SessionTooLong`] or [`Refusal::FactorOfAnotherAddress`].
    pub(super) fn into_session(self, now: Timestamp) -> Result<Session, Refusal> {
        refuse_if_longer(self.expires_at, now, MAX_MEMBER_SESSION_SECONDS, Refusal::SessionTooLong)?;
        refuse_factors_of_other_addresses(&self.authentication_factors, &self.email_address)?;
        Ok(Session {
            email_address: self.email_address,
            authentication_factors: self.authentication_factors,
            expires_at: self.expires_at,
            kind: SessionKind::Member(self.member),
            security_stamp: None,
        })
    }
}

fn refuse_if_longer(
    expires_at: Timestamp,
    now: Timestamp,
    longest_seconds: i64,
    refusal: Refusal,
) -> Result<(), Refusal> {
    if expires_at.seconds_since(now) > longest_seconds { Err(refusal) } else { Ok(()) }
}

fn refuse_factors_of_other_addresses(
    factors: &AuthenticationFactors,
    address: &EmailAddress,
) -> Result<(), Refusal> {
    match factors.position_of_other_address(address) {
        Some(index) => Err(Refusal::FactorOfAnotherAddress { index }),
        None => Ok(()),
    }
}
