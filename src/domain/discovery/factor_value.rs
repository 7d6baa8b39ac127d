//! The value of a session's factors in one organization.
//!
//! A factor can do three things for a candidate, which is an organization together with the person's Member in it, if there
//! is one. It can *verify* the session's address. It can be *bound* to the Member: then its holder is the Member, whatever
//! the address. And it can *count* as a sign-in. An attacker's Slack workspace or identity provider can claim any address, so
//! a factor counts only if it verifies the address, is bound, or is used for the first time together with a factor that
//! verifies the address.

use super::Candidate;
use crate::domain::{
    AuthMethod, AuthenticationFactor as Factor, Member, MemberSession, MemberStatus, OAuthProvider,
    Organization, PasswordScope, Session, member::OAuthRegistration, organization::MethodPolicy,
};

/// A session seen from one organization.
pub(super) struct FactorContext<'s> {
    session: &'s Session,
    organization: &'s Organization,
    member: Option<&'s Member>,
}

impl<'s> FactorContext<'s> {
    pub(super) fn new(session: &'s Session, candidate: &Candidate<'s>) -> Self {
        Self::of_member(session, candidate.organization, candidate.member())
    }

    /// The context of a person whose only relation to `organization` is `member`, if any.
    pub(super) fn of_member(
        session: &'s Session,
        organization: &'s Organization,
        member: Option<&'s Member>,
    ) -> Self {
        Self { session, organization, member }
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

    /// Returns whether the organization accepts every method from this person.
    pub(super) fn accepts_all_methods(&self) -> bool {
        self.organization.auth_methods == MethodPolicy::AllAllowed || self.is_breakglass()
    }

    /// Returns the methods that the organization accepts from this person.
    pub(super) fn accepted_methods(&self) -> &'s [AuthMethod] {
        if self.accepts_all_methods() { &AuthMethod::EVERY } else { &self.organization.allowed_auth_methods }
    }

    /// Returns whether the session is the Member's own member session.
    pub(super) fn is_own_member_session(&self) -> bool {
        match (self.session.member(), self.member) {
            (Some(MemberSession { organization_id, member_id, .. }), Some(member)) => {
                *organization_id == member.organization_id && *member_id == member.member_id
            }
            _ => false,
        }
    }

    /// Returns whether `factor` verifies the session's address for this organization. An identity provider speaks only for
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

    /// Returns whether any factor of the session verifies its address for this organization.
    pub(super) fn is_address_verified_by_a_factor(&self) -> bool {
        self.factors().any(|factor| self.verifies_address(factor))
    }

    /// Returns whether `factor` is bound to the person's Member: its holder is that Member.
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

    /// Returns whether `factor` is a primary factor that is bound to the Member. A second factor never verifies an address:
    /// one SIM swap must not turn an attacker's Slack account into a sign-in.
    pub(super) fn is_bound_primary(&self, factor: &Factor) -> bool {
        factor.primary_method().is_some() && self.is_bound(factor)
    }

    /// Returns whether `factor` counts as a sign-in for this candidate.
    pub(super) fn counts(&self, factor: &Factor) -> bool {
        self.verifies_address(factor) || self.is_bound_primary(factor) || self.is_first_use(factor)
    }

    /// Returns whether `factor` may count because it is used here for the first time, next to a factor that verifies the
    /// address. Without this rule, an organization that accepts only Slack could never be joined.
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

    /// Returns whether the Member has an account with any provider whose method the organization accepts.
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
