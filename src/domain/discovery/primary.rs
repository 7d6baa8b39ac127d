//! Whether the person must still sign in by another primary method.

use serde::Serialize;

use super::{Candidate, Standing};
use crate::domain::{AuthMethod, organization::MethodPolicy};

/// The methods that would close the gap. None at all means that there is no way in.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct PrimaryRequired {
    /// In the organization's own order, or in the order of [`AuthMethod::EVERY`].
    pub allowed_auth_methods: Vec<AuthMethod>,
}

/// `None` when the session already holds a method that the organization takes, for an address that is proven.
pub(super) fn primary_required(candidate: &Candidate<'_>, standing: &Standing) -> Option<PrimaryRequired> {
    let taken = taken_methods(candidate);
    let holds_one = standing.methods.iter().any(|method| taken.contains(method));
    if holds_one && standing.address_proven {
        return None;
    }
    let has_sso = !candidate.organization.sso_active_connections.is_empty();
    let closes = |method: &AuthMethod| {
        let usable = *method != AuthMethod::Sso || has_sso;
        usable && (standing.address_proven || method.proves_address())
    };
    Some(PrimaryRequired { allowed_auth_methods: taken.iter().copied().filter(closes).collect() })
}

/// The methods that the organization takes from this person. A breakglass Member may use any.
fn taken_methods<'f>(candidate: &Candidate<'f>) -> &'f [AuthMethod] {
    let breakglass = candidate.member().is_some_and(|member| member.is_breakglass);
    match candidate.organization.auth_methods {
        MethodPolicy::Restricted if !breakglass => &candidate.organization.allowed_auth_methods,
        MethodPolicy::Restricted | MethodPolicy::AllAllowed => &AuthMethod::EVERY,
    }
}
