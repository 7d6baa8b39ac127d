//! The factors that a new session takes over from the presented one.

use crate::domain::{
    AuthenticationFactor as Factor, AuthenticationFactors, CarriedFactor, PasswordScope,
    discovery::factor_context::FactorContext,
};

/// Returns the factors that count for the candidate or are bound to its Member.
///
/// A factor that means something different in another session would grant access that it never proved. A recovery code
/// counts for the own Member of any member session, so it is carried only into another session of the same Member
/// (`is_signed_in`). A password that names neither its id nor its scope gets the id of the Member's password.
pub(super) fn carried_factors(context: &FactorContext<'_>, is_signed_in: bool) -> AuthenticationFactors {
    context.session().authentication_factors.carried(&context.session().email_address, |factor| {
        if !context.counts(factor) && !context.is_bound(factor) {
            return CarriedFactor::Dropped;
        }
        match (factor, context.member()) {
            (Factor::RecoveryCode, _) if !is_signed_in => CarriedFactor::Dropped,
            (Factor::Password { scope: PasswordScope::Unstated }, Some(member)) => {
                CarriedFactor::NamingPassword(member.member_password_id.clone())
            }
            _ => CarriedFactor::Unchanged,
        }
    })
}
