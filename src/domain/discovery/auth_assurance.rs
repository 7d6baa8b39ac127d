//! The assurance that a session's factors provide in one organization.

use super::factor_context::FactorContext;
use crate::domain::AuthenticationFactor as Factor;

/// The result of evaluating a session's factors for one organization.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct AuthAssurance {
    /// True if the bearer of the session controls its address, according to evidence that this organization can trust.
    pub(super) address_verified: bool,
    /// True if a factor of the session verifies the address. If false, `address_verified` relies on an earlier
    /// verification of the Member.
    pub(super) address_verified_by_factor: bool,
    /// True if a factor counts and its method is accepted by the organization.
    pub(super) has_accepted_factor: bool,
}

impl AuthAssurance {
    /// Evaluates the factors in `context`.
    ///
    /// The address is verified by a factor that verifies it, or by a primary factor that is bound to a verified Member.
    /// A verified Member alone is not enough: it shows that its owner once controlled the mailbox, not that this bearer
    /// does.
    pub(super) fn in_context(context: &FactorContext<'_>) -> Self {
        let address_verified_by_factor = context.is_address_verified_by_a_factor();
        let is_verified_member = context.member().is_some_and(|member| member.email_address_verified);
        let is_bound = context.is_own_member_session()
            || context.factors().any(|factor| context.is_bound_primary(factor));
        Self {
            address_verified: address_verified_by_factor || (is_verified_member && is_bound),
            address_verified_by_factor,
            has_accepted_factor: context
                .factors()
                .any(|factor| is_accepted(context, factor) && context.counts(factor)),
        }
    }
}

/// Returns true if the organization accepts the factor's method. A trusted token has no method, so only organizations
/// that accept all methods accept it.
pub(super) fn is_accepted(context: &FactorContext<'_>, factor: &Factor) -> bool {
    match factor {
        Factor::TrustedToken { .. } => context.accepts_all_methods(),
        _ => factor.primary_method().is_some_and(|method| context.accepted_methods().contains(&method)),
    }
}
