//! The primary authentication that is still required.

use serde::Serialize;

use super::{auth_assurance::AuthAssurance, factor_value::FactorContext};
use crate::domain::AuthMethod;

/// The methods that would complete the sign-in. An empty list means that there is no way in.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct PrimaryRequired {
    /// In the organization's stored order, or in the order of [`AuthMethod::EVERY`].
    pub allowed_auth_methods: Vec<AuthMethod>,
}

/// Returns `None` when the address is verified and a factor counts whose method the organization accepts.
pub(super) fn primary_required(
    context: &FactorContext<'_>,
    assurance: AuthAssurance,
) -> Option<PrimaryRequired> {
    if assurance.address_verified && assurance.has_accepted_factor {
        return None;
    }
    let has_sso = !context.organization().sso_active_connections.is_empty();
    let is_usable = |method: &AuthMethod| *method != AuthMethod::Sso || has_sso;
    let closes_gap = |method: &AuthMethod| {
        is_usable(method) && (assurance.address_verified || method.can_verify_address())
    };
    let accepted = context.accepted_methods();
    let mut methods: Vec<AuthMethod> = accepted.iter().copied().filter(closes_gap).collect();
    if !assurance.address_verified_by_factor && accepted.iter().any(|method| *method != AuthMethod::Sso) {
        add_mail(&mut methods);
    }
    Some(PrimaryRequired { allowed_auth_methods: methods })
}

/// Mail verifies the address whatever the organization accepts. Without it, an organization that accepts only Slack could
/// never be joined.
fn add_mail(methods: &mut Vec<AuthMethod>) {
    for mail in [AuthMethod::MagicLink, AuthMethod::EmailOtp] {
        if !methods.contains(&mail) {
            methods.push(mail);
        }
    }
}
