//! Evaluation of a session's factors for one candidate organization.
//!
//! Three properties of a factor matter for a candidate:
//!
//! - It *verifies* the session's address.
//! - It is *bound* to the person's Member: only this Member can have completed it, regardless of the address.
//! - It *counts* as a sign-in, because it verifies the address, is bound, or is used for the first time together with a
//!   factor that verifies the address.
//!
//! A successful OAuth sign-in does not count by itself, because an attacker's Slack workspace or identity provider can
//! claim any address.

use super::Candidate;
use crate::domain::{
    AuthMethod, AuthenticationFactor as Factor, Member, MemberSession, MemberStatus, OAuthProvider,
    Organization, PasswordScope, Session, member::OAuthRegistration, organization::MethodPolicy,
};

/// A session, an organization and the person's Member in it, for the evaluation of factors.
pub(super) struct FactorContext<'s> {
    session: &'s Session,
    organization: &'s Organization,
    member: Option<&'s Member>,
}

impl<'s> FactorContext<'s> {
    pub(super) fn new(session: &'s Session, candidate: &Candidate<'s>) -> Self {
        Self::of_member(session, candidate.organization, candidate.member())
    }

    /// Creates a context for a person who has `member`, or no Member, in `organization`.
    pub(super) fn of_member(
        session: &'s Session,
        organization: &'s Organization,
        member: Option<&'s Member>,
    ) -> Self {
        Self { session, organization, member }
    }

    pub(super) fn session(&self) -> &'s Session {
        self.session
    }

    pub(super) fn member(&self) -> Option<&'s Member> {
        self.member
    }

    pub(super) fn organization(&self) -> &'s Organization {
        self.organization
    }

    pub(super) fn factors(&self) -> impl Iterator<Item = &'s Factor> + Clone {
        self.session.factors()
    }

    fn is_breakglass(&self) -> bool {
        self.member.is_some_and(|member| member.is_breakglass)
    }

    /// Returns true if the organization accepts all methods from this person.
    pub(super) fn accepts_all_methods(&self) -> bool {
        self.organization.auth_methods == MethodPolicy::AllAllowed || self.is_breakglass()
    }

    /// Returns the methods that the organization accepts from this person.
    pub(super) fn accepted_methods(&self) -> &'s [AuthMethod] {
        if self.accepts_all_methods() { &AuthMethod::ALL } else { &self.organization.allowed_auth_methods }
    }

    /// Returns true if the session is a member session of this Member.
    pub(super) fn is_own_member_session(&self) -> bool {
        self.session.member().is_some_and(|member_session| self.is_of_member(member_session))
    }

    /// Returns true if the session is a member session of this Member, or is derived from one.
    pub(super) fn depends_on_own_session(&self) -> bool {
        self.session.required_member().is_some_and(|member_session| self.is_of_member(member_session))
    }

    fn is_of_member(&self, member_session: &MemberSession) -> bool {
        self.member.is_some_and(|member| {
            member_session.organization_id == member.organization_id
                && member_session.member_id == member.member_id
        })
    }

    /// Returns true if `factor` verifies the session's address for this organization. An SSO factor does so only for
    /// the organization that owns the connection.
    pub(super) fn verifies_address(&self, factor: &Factor) -> bool {
        match factor {
            Factor::MagicLink | Factor::EmailOtp => true,
            Factor::OAuth { verifies_address, .. } | Factor::TrustedToken { verifies_address } => {
                *verifies_address
            }
            Factor::Sso { connection_id } => self.owns_connection(connection_id.as_deref()),
            Factor::Password { .. }
            | Factor::SmsOtp { .. }
            | Factor::Totp { .. }
            | Factor::RecoveryCode
            | Factor::Unknown => false,
        }
    }

    /// Returns true if a factor of the session verifies its address independently of this organization, or by SSO of an
    /// organization that claims the address's domain. An organization's own identity provider must not be able to turn an
    /// invented name into a verified Member, which would open the domain to joining.
    pub(super) fn verifies_address_independently(&self) -> bool {
        self.factors().any(|factor| match factor {
            Factor::Sso { .. } => {
                self.verifies_address(factor)
                    && self.organization.claims_domain(self.session.email_address.domain())
            }
            _ => self.verifies_address(factor),
        })
    }

    /// Returns true if a factor of the session verifies its address for this organization.
    pub(super) fn is_address_verified_by_a_factor(&self) -> bool {
        self.factors().any(|factor| self.verifies_address(factor))
    }

    /// Returns true if `factor` is bound to the person's Member.
    pub(super) fn is_bound(&self, factor: &Factor) -> bool {
        let Some(member) = self.member else {
            return false;
        };
        match factor {
            Factor::OAuth { provider, subject, .. } => is_registered(member, *provider, subject.as_deref()),
            Factor::Password { scope } => self.is_password_bound(member, scope),
            Factor::Sso { connection_id } => self.owns_connection(connection_id.as_deref()),
            Factor::SmsOtp { phone_number } => {
                member.mfa_phone_number_verified && member.mfa_phone_number == *phone_number
            }
            Factor::Totp { totp_id } => member.totp_registration_id == *totp_id,
            Factor::RecoveryCode => self.is_own_member_session(),
            Factor::MagicLink | Factor::EmailOtp | Factor::TrustedToken { .. } | Factor::Unknown => false,
        }
    }

    /// Returns true if `factor` is a primary factor that is bound to the Member.
    ///
    /// Bound second factors are excluded: otherwise a SIM swap would be enough to complete a sign-in that began with an
    /// attacker's Slack account.
    pub(super) fn is_bound_primary(&self, factor: &Factor) -> bool {
        factor.primary_method().is_some() && self.is_bound(factor)
    }

    /// Returns true if `factor` counts as a sign-in for this candidate.
    pub(super) fn counts(&self, factor: &Factor) -> bool {
        self.counts_without_first_use(factor) || self.is_first_use(factor)
    }

    /// Returns true if `factor` counts regardless of whether it is used for the first time.
    pub(super) fn counts_without_first_use(&self, factor: &Factor) -> bool {
        self.verifies_address(factor) || self.is_bound_primary(factor)
    }

    /// Returns true if `factor` counts because it is used for the first time in this organization, together with a
    /// factor that verifies the address. Without this rule, no person could join an organization that accepts only
    /// Slack.
    fn is_first_use(&self, factor: &Factor) -> bool {
        let is_new = match factor {
            Factor::OAuth { subject: None, .. } => false,
            Factor::OAuth { provider, .. } if provider.can_verify_address() => {
                self.member.is_none_or(|member| is_joining(member) && !self.has_accepted_registration(member))
            }
            Factor::OAuth { .. } => self.member.is_none_or(|member| !self.has_accepted_registration(member)),
            Factor::Password { scope: PasswordScope::Project } => {
                self.member.is_none_or(|member| member.member_password_id.is_empty())
            }
            _ => false,
        };
        is_new && self.is_address_verified_by_a_factor()
    }

    /// Returns true if the Member has a registered account at a provider whose method the organization accepts.
    fn has_accepted_registration(&self, member: &Member) -> bool {
        let accepted = self.accepted_methods();
        let mut providers = member.oauth_registrations.iter().filter_map(OAuthRegistration::provider);
        providers.any(|provider| accepted.contains(&provider.method()))
    }

    fn is_password_bound(&self, member: &Member, scope: &PasswordScope) -> bool {
        if member.member_password_id.is_empty() {
            return false;
        }
        match scope {
            PasswordScope::Member(id) => member.member_password_id == *id,
            PasswordScope::Project => true,
            PasswordScope::Unstated => self.is_own_member_session(),
        }
    }

    fn owns_connection(&self, connection_id: Option<&str>) -> bool {
        connection_id.is_some_and(|id| self.organization.owns_sso_connection(id))
    }
}

fn is_joining(member: &Member) -> bool {
    matches!(member.status, MemberStatus::Pending | MemberStatus::Invited)
}

fn is_registered(member: &Member, provider: OAuthProvider, subject: Option<&str>) -> bool {
    let Some(subject) = subject else {
        return false;
    };
    member.oauth_registrations.iter().any(|registration| {
        registration.provider() == Some(provider) && registration.provider_subject == subject
    })
}
