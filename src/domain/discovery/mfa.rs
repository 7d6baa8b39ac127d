//! Whether the person must still show a second factor.

use serde::Serialize;

use super::{Candidate, standing::Scene};
use crate::domain::{
    AuthenticationFactor as Factor, Member, MfaMethod, Organization, Session,
    organization::{MethodPolicy, MfaPolicy},
};

/// What a second factor could be.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct MfaRequired {
    /// The Member's own second factors, if it has any.
    pub member_options: Option<MemberOptions>,
    /// Always `null`: this call starts nothing.
    pub secondary_auth_initiated: Option<MfaMethod>,
}

/// A Member's second factors. An empty string is one that it has not.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct MemberOptions {
    /// The phone, all but its last four digits hidden.
    pub mfa_phone_number: String,
    /// The authenticator app's registration.
    pub totp_registration_id: String,
}

/// `None` when no second factor is needed, or the session holds one that is bound to this Member.
pub(super) fn mfa_required(session: &Session, candidate: &Candidate<'_>) -> Option<MfaRequired> {
    let (organization, member) = (candidate.organization, candidate.member());
    let enrolled = member.is_some_and(|member| member.mfa_enrolled);
    if organization.mfa_policy != MfaPolicy::RequiredForAll && !enrolled {
        return None;
    }
    let scene = Scene::new(session, candidate);
    let factors = session.authentication_factors.as_slice();
    let shown = factors.iter().any(|factor| {
        second_factor(factor).is_some_and(|method| takes(organization, member, method)) && scene.binds(factor)
    });
    (!shown).then(|| MfaRequired {
        member_options: member.and_then(member_options),
        secondary_auth_initiated: None,
    })
}

/// The method that a second factor counts as. A recovery code stands in for the app.
fn second_factor(factor: &Factor) -> Option<MfaMethod> {
    match factor {
        Factor::SmsOtp { .. } => Some(MfaMethod::SmsOtp),
        Factor::Totp { .. } | Factor::RecoveryCode => Some(MfaMethod::Totp),
        _ => None,
    }
}

fn takes(organization: &Organization, member: Option<&Member>, method: MfaMethod) -> bool {
    organization.mfa_methods == MethodPolicy::AllAllowed
        || member.is_some_and(|member| member.is_breakglass)
        || organization.allowed_mfa_methods.contains(&method)
}

fn member_options(member: &Member) -> Option<MemberOptions> {
    let nothing = member.mfa_phone_number.is_empty() && member.totp_registration_id.is_empty();
    (!nothing).then(|| MemberOptions {
        mfa_phone_number: mask(&member.mfa_phone_number),
        totp_registration_id: member.totp_registration_id.clone(),
    })
}

/// The digits only, every one but the last four replaced by `X`.
fn mask(phone_number: &str) -> String {
    let digits: Vec<char> = phone_number.chars().filter(char::is_ascii_digit).collect();
    let hidden = digits.len().saturating_sub(4);
    let shown = digits[hidden..].iter();
    std::iter::repeat_n(&'X', hidden).chain(shown).collect()
}
