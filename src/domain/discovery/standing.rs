//! What a session's factors are worth in one organization.

use super::Candidate;
use crate::domain::{
    AuthMethod, AuthenticationFactor as Factor, Member, MemberSession, Organization, Session,
};

/// What the session has shown, seen from one organization.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Standing {
    /// Whether the bearer has shown that the address is theirs.
    pub address_proven: bool,
    /// The primary methods that count here.
    pub methods: Vec<AuthMethod>,
}

impl Standing {
    /// Weighs `session` for `candidate`.
    ///
    /// An address is proven by a factor that proves it, or by one bound to a Member whose address was verified before: that
    /// a Member is verified says that its owner once proved the mailbox, not that *this* bearer did.
    #[must_use]
    pub fn of(session: &Session, candidate: &Candidate<'_>) -> Self {
        let scene = Scene::new(session, candidate);
        let factors = session.authentication_factors.as_slice();
        let verified = scene.member.is_some_and(|member| member.email_address_verified);
        let bound = scene.is_own_member_session() || factors.iter().any(|factor| scene.binds(factor));
        Self {
            address_proven: factors.iter().any(|factor| scene.proves_address(factor)) || (verified && bound),
            methods: factors.iter().filter_map(|factor| scene.counted_method(factor)).collect(),
        }
    }
}

/// A session before one organization.
pub(super) struct Scene<'s> {
    organization: &'s Organization,
    member: Option<&'s Member>,
    member_session: Option<&'s MemberSession>,
}

impl<'s> Scene<'s> {
    pub(super) fn new(session: &'s Session, candidate: &Candidate<'s>) -> Self {
        Self {
            organization: candidate.organization,
            member: candidate.member(),
            member_session: session.member(),
        }
    }

    fn is_own_member_session(&self) -> bool {
        match (self.member_session, self.member) {
            (Some(own), Some(member)) => {
                own.organization_id == member.organization_id && own.member_id == member.member_id
            }
            _ => false,
        }
    }

    /// A password belongs to one organization once an organization was chosen.
    fn password_counts(&self) -> bool {
        self.member_session.is_none_or(|own| own.organization_id == self.organization.organization_id)
    }

    fn owns_connection(&self, connection_id: Option<&str>) -> bool {
        connection_id.is_some_and(|id| self.organization.owns_sso_connection(id))
    }

    /// The primary method that `factor` counts as here. An identity provider speaks only for its own organization.
    fn counted_method(&self, factor: &Factor) -> Option<AuthMethod> {
        let counts = match factor {
            Factor::Sso { connection_id } => self.owns_connection(connection_id.as_deref()),
            Factor::Password => self.password_counts(),
            _ => true,
        };
        factor.primary_method().filter(|_| counts)
    }

    fn proves_address(&self, factor: &Factor) -> bool {
        match factor {
            Factor::MagicLink | Factor::EmailOtp => true,
            Factor::OAuth { proves_address, .. } => *proves_address,
            Factor::Sso { connection_id } => self.owns_connection(connection_id.as_deref()),
            _ => false,
        }
    }

    /// Whether `factor` shows that the bearer is this organization's Member.
    pub(super) fn binds(&self, factor: &Factor) -> bool {
        let Some(member) = self.member else {
            return false;
        };
        match factor {
            Factor::OAuth { provider, subject, .. } => subject.as_deref().is_some_and(|subject| {
                member.oauth_registrations.iter().any(|registration| {
                    registration.provider_type.eq_ignore_ascii_case(provider.as_str())
                        && registration.provider_subject == subject
                })
            }),
            Factor::Password => self.password_counts() && !member.member_password_id.is_empty(),
            Factor::Sso { connection_id } => self.owns_connection(connection_id.as_deref()),
            Factor::SmsOtp { phone_number } => {
                member.mfa_phone_number_verified && member.mfa_phone_number == *phone_number
            }
            Factor::Totp { totp_id } => member.totp_registration_id == *totp_id,
            Factor::RecoveryCode => self.is_own_member_session(),
            Factor::MagicLink | Factor::EmailOtp | Factor::Unknown => false,
        }
    }
}
