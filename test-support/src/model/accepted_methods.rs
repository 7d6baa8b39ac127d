//! The primary methods that an organization accepts.

use super::{Candidate, texts};

/// All nine methods, in the order of the response.
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

/// True if the candidate's Member is exempt from the restrictions of its organization.
pub fn is_breakglass(candidate: &Candidate) -> bool {
    candidate.member.is_some_and(|member| member["is_breakglass"] == true)
}

pub fn accepts_everything(candidate: &Candidate) -> bool {
    candidate.organization["auth_methods"] == "ALL_ALLOWED" || is_breakglass(candidate)
}

/// Returns the methods that the organization accepts from this candidate.
pub fn accepted_methods<'a>(candidate: &Candidate<'a>) -> Vec<&'a str> {
    if accepts_everything(candidate) {
        return AUTH_METHODS.to_vec();
    }
    texts(&candidate.organization["allowed_auth_methods"])
}
