//! The contract, sections 3.5 and 3.7: what is still missing before a sign-in is complete.

use serde_json::{Value, json};

use super::factors::{factors, is_bound, method_for, proves_address, second_method};
use super::{Candidate, is_own_member, list, text, texts};

/// 3.5: all nine methods, in the order in which they are named.
const AUTH_METHODS: [&str; 9] = [
    "sso",
    "magic_link",
    "email_otp",
    "password",
    "google_oauth",
    "microsoft_oauth",
    "slack_oauth",
    "github_oauth",
    "hubspot_oauth",
];

/// 3.5: the methods that prove an address.
const ADDRESS_PROVING_METHODS: [&str; 5] =
    ["sso", "magic_link", "email_otp", "google_oauth", "microsoft_oauth"];

/// 3.5: the address is proven for this organization.
pub fn is_proven(candidate: &Candidate, session: &Value) -> bool {
    let factors = factors(session);
    // A factor proves it, whether or not the organization takes that method.
    if factors.iter().any(|factor| proves_address(factor, candidate.organization)) {
        return true;
    }
    // Or there is a verified Member that a factor is bound to, or whose own session this is.
    candidate.member.is_some_and(|member| {
        member["email_address_verified"] == true
            && (is_own_member(candidate, member, session)
                || factors.iter().any(|factor| is_bound(factor, candidate, member, session)))
    })
}

fn is_breakglass(candidate: &Candidate) -> bool {
    candidate.member.is_some_and(|member| member["is_breakglass"] == true)
}

/// 3.5: O, the methods that the organization takes.
fn accepted_methods<'a>(candidate: &Candidate<'a>) -> Vec<&'a str> {
    let organization = candidate.organization;
    if organization["auth_methods"] == "ALL_ALLOWED" || is_breakglass(candidate) {
        return AUTH_METHODS.to_vec();
    }
    texts(&organization["allowed_auth_methods"])
}

/// 3.5: null when satisfied, else the methods that would close the gap.
pub fn primary_required(candidate: &Candidate, session: &Value) -> Value {
    let organization = candidate.organization;
    let is_proven = is_proven(candidate, session);
    let mut methods = accepted_methods(candidate);
    let has_method = factors(session)
        .iter()
        .filter_map(|factor| method_for(factor, organization, session))
        .any(|method| methods.contains(&method));
    if has_method && is_proven {
        return Value::Null;
    }
    // All of O if the address is proven, else those that prove one.
    methods.retain(|method| is_proven || ADDRESS_PROVING_METHODS.contains(method));
    // `sso` only if there is an active connection.
    let has_connection = !list(&organization["sso_active_connections"]).is_empty();
    methods.retain(|method| *method != "sso" || has_connection);
    json!({ "allowed_auth_methods": methods })
}

/// 3.7: null when nothing is required or the session holds a second factor that counts.
pub fn mfa_required(candidate: &Candidate, session: &Value) -> Value {
    let is_enrolled = candidate.member.is_some_and(|member| member["mfa_enrolled"] == true);
    let is_required = candidate.organization["mfa_policy"] == "REQUIRED_FOR_ALL" || is_enrolled;
    let is_satisfied = factors(session).iter().any(|factor| counts_as_second(factor, candidate, session));
    if !is_required || is_satisfied {
        return Value::Null;
    }
    // 3.6: no options while the address is not proven.
    let member_options = match candidate.member {
        Some(member) if is_proven(candidate, session) => member_options(member),
        _ => Value::Null,
    };
    json!({ "member_options": member_options, "secondary_auth_initiated": null })
}

/// 3.7: a second factor bound to the Member, of a method that the organization takes; breakglass
/// Members are exempt from that restriction. Without a Member nothing counts.
fn counts_as_second(factor: &Value, candidate: &Candidate, session: &Value) -> bool {
    let organization = candidate.organization;
    let (Some(member), Some(method)) = (candidate.member, second_method(factor)) else {
        return false;
    };
    let is_restricted = organization["mfa_methods"] == "RESTRICTED" && !is_breakglass(candidate);
    let is_taken = !is_restricted || texts(&organization["allowed_mfa_methods"]).contains(&method);
    is_taken && is_bound(factor, candidate, member, session)
}

/// 3.7: null when the Member has neither phone nor TOTP, else both, the phone masked.
fn member_options(member: &Value) -> Value {
    let phone_number = text(&member["mfa_phone_number"]);
    let totp_registration_id = text(&member["totp_registration_id"]);
    if phone_number.is_empty() && totp_registration_id.is_empty() {
        return Value::Null;
    }
    json!({
        "mfa_phone_number": masked(phone_number),
        "totp_registration_id": totp_registration_id,
    })
}

/// 3.7: digits only, every digit but the last four replaced by `X`.
fn masked(phone_number: &str) -> String {
    let digits: Vec<char> = phone_number.chars().filter(char::is_ascii_digit).collect();
    let hidden = digits.len().saturating_sub(4);
    "X".repeat(hidden) + &digits[hidden..].iter().collect::<String>()
}
