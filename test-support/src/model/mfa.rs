//! The second-factor requirement.

use serde_json::{Value, json};

use super::accepted_methods::is_breakglass;
use super::binding::is_bound;
use super::factors::{factors, second_method};
use super::requirements::is_verified;
use super::{Candidate, text, texts};

/// Returns `mfa_required`: null if no second factor is required, or if the session has one that counts.
pub fn mfa_required(candidate: &Candidate, session: &Value) -> Value {
    let is_enrolled = candidate.member.is_some_and(|member| member["mfa_enrolled"] == true);
    let is_required = candidate.organization["mfa_policy"] == "REQUIRED_FOR_ALL" || is_enrolled;
    let mut factors = factors(session).into_iter();
    if !is_required || factors.any(|factor| counts_as_second(factor, candidate, session)) {
        return Value::Null;
    }
    // The options are redacted while the address is not verified.
    let member_options = match candidate.member {
        Some(member) if is_verified(candidate, session) => member_options(candidate, member),
        _ => Value::Null,
    };
    json!({ "member_options": member_options, "secondary_auth_initiated": null })
}

/// True if the organization accepts the method. Breakglass Members are exempt from a restriction.
fn is_accepted(method: &str, candidate: &Candidate) -> bool {
    let is_restricted = candidate.organization["mfa_methods"] == "RESTRICTED" && !is_breakglass(candidate);
    !is_restricted || texts(&candidate.organization["allowed_mfa_methods"]).contains(&method)
}

/// True for a second factor that is bound to the Member and whose method the organization accepts.
fn counts_as_second(factor: &Value, candidate: &Candidate, session: &Value) -> bool {
    let (Some(member), Some(method)) = (candidate.member, second_method(factor)) else {
        return false;
    };
    is_accepted(method, candidate) && is_bound(factor, candidate, member, session)
}

/// Returns the Member's accepted phone number, masked, and TOTP registration. Null if the Member has neither.
fn member_options(candidate: &Candidate, member: &Value) -> Value {
    let if_accepted =
        |method: &str, key: &str| if is_accepted(method, candidate) { text(&member[key]) } else { "" };
    let phone_number = if_accepted("sms_otp", "mfa_phone_number");
    let totp_registration_id = if_accepted("totp", "totp_registration_id");
    if phone_number.is_empty() && totp_registration_id.is_empty() {
        return Value::Null;
    }
    json!({ "mfa_phone_number": masked(phone_number), "totp_registration_id": totp_registration_id })
}

/// Returns the digits of a phone number, all except the last four replaced by `X`.
pub fn masked(phone_number: &str) -> String {
    let digits: Vec<char> = phone_number.chars().filter(char::is_ascii_digit).collect();
    let hidden = digits.len().saturating_sub(4);
    "X".repeat(hidden) + &digits[hidden..].iter().collect::<String>()
}
