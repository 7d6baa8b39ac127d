//! Which primary methods are still missing.

use serde_json::{Value, json};

use super::accepted_methods::{accepted_methods, accepts_everything};
use super::binding::{counts, is_bound};
use super::factors::{factors, is_trusted_token, primary_method, verifies_address};
use super::{Candidate, is_own_member, list};

/// The methods that can verify an address.
const VERIFYING_METHODS: [&str; 5] = ["sso", "magic_link", "email_otp", "google_oauth", "microsoft_oauth"];

/// A factor of the session verifies the address for this organization, accepted or not.
fn a_factor_verifies(candidate: &Candidate, session: &Value) -> bool {
    factors(session).into_iter().any(|factor| verifies_address(factor, candidate.organization))
}

/// The address is verified for this candidate.
pub fn is_verified(candidate: &Candidate, session: &Value) -> bool {
    if a_factor_verifies(candidate, session) {
        return true;
    }
    let Some(member) = candidate.member.filter(|member| member["email_address_verified"] == true) else {
        return false;
    };
    // Second factors never verify.
    let primary = factors(session).into_iter().filter(|factor| primary_method(factor).is_some());
    is_own_member(candidate, member, session)
        || primary.into_iter().any(|factor| is_bound(factor, candidate, member, session))
}

/// A factor that counts has a method in O, or is a trusted token where all methods are accepted.
fn is_accepted(factor: &Value, candidate: &Candidate) -> bool {
    match primary_method(factor) {
        Some(method) => accepted_methods(candidate).contains(&method),
        None => is_trusted_token(factor) && accepts_everything(candidate),
    }
}

/// Null when satisfied, else the methods that would close the gap.
pub fn primary_required(candidate: &Candidate, session: &Value) -> Value {
    let is_verified = is_verified(candidate, session);
    let mut counting = factors(session).into_iter().filter(|factor| counts(factor, candidate, session));
    if is_verified && counting.any(|factor| is_accepted(factor, candidate)) {
        return Value::Null;
    }
    // `sso` only if there is an active connection.
    let has_connection = !list(&candidate.organization["sso_active_connections"]).is_empty();
    let mut usable = accepted_methods(candidate);
    usable.retain(|method| *method != "sso" || has_connection);
    // All of O if the address is verified, else those that can verify one.
    let can_close = |method: &&str| is_verified || VERIFYING_METHODS.contains(method);
    let mut methods: Vec<&str> = usable.iter().copied().filter(can_close).collect();
    // Mail verifies the address whatever the organization accepts.
    let has_other_than_sso = usable.iter().any(|method| *method != "sso");
    if !a_factor_verifies(candidate, session) && has_other_than_sso {
        for mail in ["magic_link", "email_otp"] {
            if !methods.contains(&mail) {
                methods.push(mail);
            }
        }
    }
    json!({ "allowed_auth_methods": methods })
}
