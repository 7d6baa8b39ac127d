//! The assurance that a session gives in one organization.

use super::factor_value::FactorContext;
use crate::domain::AuthenticationFactor as Factor;

/// The result of evaluating a session's factors for one organization.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct AuthAssurance {
    /// Whether the bearer of the session controls its address, as far as this organization can know.
    pub(super) address_verified: bool,
    /// Whether a factor of the session verifies the address. Otherwise only an earlier verification of the Member does.
    pub(super) address_verified_by_factor: bool,
    /// Whether a factor counts whose method the organization accepts.
    pub(super) has_accepted_factor: bool,
}

impl AuthAssurance {
    /// Evaluates the factors in `context`. The address is verified by a factor, or by a primary factor that is bound to a verified Member. A verified Member
    /// means that its owner once proved control of the mailbox, not that *this* bearer did.
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

/// A trusted token belongs to no method: only an organization that accepts every method accepts it.
fn is_accepted(context: &FactorContext<'_>, factor: &Factor) -> bool {
    match factor {
        Factor::TrustedToken { .. } => context.accepts_all_methods(),
        _ => factor.primary_method().is_some_and(|method| context.accepted_methods().contains(&method)),
    }
}
