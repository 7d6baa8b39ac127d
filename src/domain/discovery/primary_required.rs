//! The primary factor that an organization still requires.

use serde::Serialize;

use super::{auth_assurance::AuthAssurance, factor_context::FactorContext};
use crate::domain::AuthMethod;

/// The requirement of a primary factor, with the methods that would satisfy it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct PrimaryRequired {
    /// The methods, in the order of the organization's list or of [`AuthMethod::ALL`]. If empty, no method can complete
    /// the sign-in.
    pub allowed_auth_methods: Vec<AuthMethod>,
}

/// Returns the required primary factor, or `None` if the address is verified and an accepted factor counts.
pub(super) fn primary_required(
    context: &FactorContext<'_>,
    assurance: AuthAssurance,
) -> Option<PrimaryRequired> {
    if assurance.address_verified && assurance.has_accepted_factor {
        return None;
    }
    let has_sso = !context.organization().sso_active_connections.is_empty();
    let is_usable = |method: &AuthMethod| *method != AuthMethod::Sso || has_sso;
    let completes_sign_in = |method: &AuthMethod| {
        is_usable(method) && (assurance.address_verified || method.can_verify_address())
    };
    let accepted = context.accepted_methods();
    let mut methods: Vec<AuthMethod> = accepted.iter().copied().filter(completes_sign_in).collect();
    if !assurance.address_verified_by_factor && accepted.iter().any(|method| *method != AuthMethod::Sso) {
        add_email_methods(&mut methods);
    }
    Some(PrimaryRequired { allowed_auth_methods: methods })
}

/// Adds the email methods, which verify the address even if the organization does not accept them. Without them, no
/// person could join an organization that accepts only Slack.
fn add_email_methods(methods: &mut Vec<AuthMethod>) {
    for method in [AuthMethod::MagicLink, AuthMethod::EmailOtp] {
        if !methods.contains(&method) {
            methods.push(method);
        }
    }
}
