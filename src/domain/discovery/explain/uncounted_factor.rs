//! Reasons why factors of a session do not count for a listed organization.

use crate::domain::{
    AuthMethod, AuthenticationFactor as Factor, Member, MemberStatus, OAuthProvider,
    discovery::{DiscoveredOrganization, factor_context::FactorContext},
};

/// A reason why a factor of the session does not count, so that the sign-in is incomplete.
///
/// Only reasons that an operator can act on are reported.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum UncountedFactor<'f> {
    /// The code was sent to a phone number that is not the Member's.
    PhoneDiffers {
        /// The number in the factor.
        of_factor: &'f str,
        /// The Member's number, which can be empty.
        of_member: &'f str,
    },
    /// The code was sent to the Member's phone number, which is not verified.
    PhoneNotVerified,
    /// The code came from an authenticator app registration that is not the Member's.
    TotpDiffers {
        /// The registration id in the factor.
        of_factor: &'f str,
        /// The Member's registration id, which can be empty.
        of_member: &'f str,
    },
    /// The organization accepts only Google or Microsoft, and the account neither verifies the address nor is
    /// registered with the active Member. Signing in again does not help.
    AccountNotRegistered {
        /// The provider of the account.
        provider: OAuthProvider,
    },
}

impl UncountedFactor<'_> {
    /// Returns the name of the reason in machine-readable output.
    #[must_use]
    pub fn name(&self) -> &'static str {
        match self {
            Self::PhoneDiffers { .. } => "phone_differs",
            Self::PhoneNotVerified => "phone_not_verified",
            Self::TotpDiffers { .. } => "totp_differs",
            Self::AccountNotRegistered { .. } => "account_not_registered",
        }
    }
}

/// Returns the uncounted factors of an entry.
pub(super) fn uncounted_factors<'f>(
    context: &FactorContext<'f>,
    entry: &DiscoveredOrganization<'_>,
) -> Vec<UncountedFactor<'f>> {
    let Some(member) = context.member() else {
        return Vec::new();
    };
    let second = context.factors().filter(|_| entry.mfa_required.is_some());
    let second = second.filter_map(|factor| second_factor(factor, member));
    let primary = context.factors().filter(|_| entry.primary_required.is_some());
    let primary = primary.filter_map(|factor| unregistered_account(context, factor, member));
    second.chain(primary).collect()
}

fn second_factor<'f>(factor: &'f Factor, member: &'f Member) -> Option<UncountedFactor<'f>> {
    match factor {
        Factor::SmsOtp { phone_number } if *phone_number != member.mfa_phone_number => {
            Some(UncountedFactor::PhoneDiffers {
                of_factor: phone_number,
                of_member: &member.mfa_phone_number,
            })
        }
        Factor::SmsOtp { .. } if !member.mfa_phone_number_verified => Some(UncountedFactor::PhoneNotVerified),
        Factor::Totp { totp_id } if *totp_id != member.totp_registration_id => {
            Some(UncountedFactor::TotpDiffers { of_factor: totp_id, of_member: &member.totp_registration_id })
        }
        _ => None,
    }
}

fn unregistered_account<'f>(
    context: &FactorContext<'f>,
    factor: &Factor,
    member: &Member,
) -> Option<UncountedFactor<'f>> {
    let Factor::OAuth { provider, verifies_address: false, .. } = factor else {
        return None;
    };
    let accepted = context.accepted_methods();
    let verifying = OAuthProvider::ALL.into_iter().filter(|provider| provider.can_verify_address());
    let verifying: Vec<AuthMethod> = verifying.map(OAuthProvider::method).collect();
    let mut registered = member.oauth_registrations.iter();
    let is_dead_end = member.status == MemberStatus::Active
        && accepted.contains(&provider.method())
        && accepted.iter().all(|method| verifying.contains(method))
        && !registered.any(|registration| registration.provider() == Some(*provider));
    is_dead_end.then_some(UncountedFactor::AccountNotRegistered { provider: *provider })
}
