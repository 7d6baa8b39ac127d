//! The primary-factor requirement.

use serde_json::{Value, json};

use super::accepted_methods::{accepted_methods, accepts_everything};
use super::binding::{counts, is_bound};
use super::factors::{factors, is_trusted_token, primary_method, verifies_address};
use super::{Candidate, is_session_member, list};

/// The methods that can verify an address.
const VERIFYING_METHODS: [&str; 5] = ["sso", "magic_link", "email_otp", "google_oauth", "microsoft_oauth"];

/// True if a factor of the session, accepted or not, verifies the address for this organization.
fn any_factor_verifies(candidate: &Candidate, session: &Value) -> bool {
    factors(session).into_iter().any(|factor| verifies_address(factor, candidate.organization))
}

/// True if the address is verified for this candidate.
pub fn is_verified(candidate: &Candidate, session: &Value) -> bool {
    if any_factor_verifies(candidate, session) {
        return true;
    }
    let Some(member) = candidate.member.filter(|member| member["email_address_verified"] == true) else {
        return false;
    };
    // Second factors never verify an address.
    let primary = factors(session).into_iter().filter(|factor| primary_method(factor).is_some());
    is_session_member(candidate, member, session)
        || primary.into_iter().any(|factor| is_bound(factor, candidate, member, session))
}

/// True if the organization accepts the factor's method. A trusted token needs an organization that accepts all
/// methods.
fn is_accepted(factor: &Value, candidate: &Candidate) -> bool {
    match primary_method(factor) {
        Some(method) => accepted_methods(candidate).contains(&method),
        None => is_trusted_token(factor) && accepts_everything(candidate),
    }
}

/// Returns `primary_required`: null if satisfied, otherwise the methods that would satisfy the requirement.
pub fn primary_required(candidate: &Candidate, session: &Value) -> Value {
    let is_verified = is_verified(candidate, session);
    let mut counting = factors(session).into_iter().filter(|factor| counts(factor, candidate, session));
    if is_verified && counting.any(|factor| is_accepted(factor, candidate)) {
        return Value::Null;
    }
    // `sso` needs an active connection.
    let has_connection = !list(&candidate.organization["sso_active_connections"]).is_empty();
    let mut usable = accepted_methods(candidate);
    usable.retain(|method| *method != "sso" || has_connection);
    // While the address is not verified, only methods that can verify it help.
    let can_satisfy = |method: &&str| is_verified || VERIFYING_METHODS.contains(method);
    let mut methods: Vec<&str> = usable.iter().copied().filter(can_satisfy).collect();
    // Email verifies the address even if the organization does not accept the method.
    let has_other_than_sso = usable.iter().any(|method| *method != "sso");
    if !any_factor_verifies(candidate, session) && has_other_than_sso {
        for method in ["magic_link", "email_otp"] {
            if !methods.contains(&method) {
                methods.push(method);
            }
        }
    }
    json!({ "allowed_auth_methods": methods })
}
