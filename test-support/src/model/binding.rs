//! Factors that are bound to a Member, and factors that count for a candidate.

use serde_json::Value;

use super::accepted_methods::accepted_methods;
use super::factors::{
    factors, is_project_password, kind_of, oauth_account, owns_connection, primary_method, verifies_address,
};
use super::{Candidate, is_session_member, list, text};

/// True if the factor is bound to this candidate's Member.
pub fn is_bound(factor: &Value, candidate: &Candidate, member: &Value, session: &Value) -> bool {
    match kind_of(factor) {
        ("oauth", _) => is_registered(factor, member),
        ("password", "knowledge") => {
            !text(&member["member_password_id"]).is_empty()
                && is_password_of(factor, candidate, member, session)
        }
        ("sso", _) => owns_connection(candidate.organization, factor),
        ("otp", "sms") => {
            let phone_number = &factor["phone_number_factor"]["phone_number"];
            is_same_text(phone_number, &member["mfa_phone_number"])
                && member["mfa_phone_number_verified"] == true
        }
        ("totp", "authenticator_app") => {
            let totp_id = &factor["authenticator_app_factor"]["totp_id"];
            is_same_text(totp_id, &member["totp_registration_id"])
        }
        ("recovery_codes", "recovery_code") => is_session_member(candidate, member, session),
        _ => false,
    }
}

/// True if the factor names the Member's password.
///
/// A factor that names no password matches with the scope `project`, or in a member session of this Member.
fn is_password_of(factor: &Value, candidate: &Candidate, member: &Value, session: &Value) -> bool {
    let named = text(&factor["password_factor"]["member_password_id"]);
    if !named.is_empty() {
        return member["member_password_id"] == named;
    }
    is_project_password(factor) || is_session_member(candidate, member, session)
}

/// True if the factor's subject is one of the Member's registrations with the same provider.
fn is_registered(factor: &Value, member: &Value) -> bool {
    let Some((provider, subjects)) = oauth_account(factor) else {
        return false;
    };
    list(&member["oauth_registrations"]).iter().any(|registration| {
        text(&registration["provider_type"]).eq_ignore_ascii_case(provider)
            && subjects.contains(&text(&registration["provider_subject"]))
    })
}

/// True if the texts are equal and not empty. An empty text means "no value".
fn is_same_text(left: &Value, right: &Value) -> bool {
    !text(left).is_empty() && text(left) == text(right)
}

/// True if the factor counts: it verifies the address, is bound, or is used for the first time.
pub fn counts(factor: &Value, candidate: &Candidate, session: &Value) -> bool {
    let is_bound = candidate.member.is_some_and(|member| is_bound(factor, candidate, member, session));
    verifies_address(factor, candidate.organization) || is_bound || is_first_use(factor, candidate, session)
}

/// True if another factor verifies the address and the Member has no credential that this one would replace.
fn is_first_use(factor: &Value, candidate: &Candidate, session: &Value) -> bool {
    let mut others = factors(session).into_iter().filter(|other| !std::ptr::eq(*other, factor));
    if !others.any(|other| verifies_address(other, candidate.organization)) {
        return false;
    }
    let Some(member) = candidate.member else {
        return has_subject(factor) || is_project_password(factor);
    };
    if is_project_password(factor) {
        return text(&member["member_password_id"]).is_empty();
    }
    if !has_subject(factor) || has_accepted_registration(candidate, member) {
        return false;
    }
    match primary_method(factor) {
        Some("slack_oauth" | "github_oauth" | "hubspot_oauth") => true,
        Some("google_oauth" | "microsoft_oauth") => ["pending", "invited"].contains(&text(&member["status"])),
        _ => false,
    }
}

fn has_subject(factor: &Value) -> bool {
    oauth_account(factor).is_some_and(|(_, subjects)| !subjects.is_empty())
}

/// True if the Member has a registration, even one with an empty subject, for a method that the organization accepts.
fn has_accepted_registration(candidate: &Candidate, member: &Value) -> bool {
    let accepted = accepted_methods(candidate);
    list(&member["oauth_registrations"]).iter().any(|registration| {
        let provider = text(&registration["provider_type"]).to_ascii_lowercase();
        accepted.contains(&format!("{provider}_oauth").as_str())
    })
}
