//! The second factor that an organization still requires.

use serde::Serialize;

use super::factor_context::FactorContext;
use crate::domain::{
    AuthenticationFactor as Factor, Member, MfaMethod, Organization,
    organization::{MethodPolicy, MfaPolicy},
};

/// The requirement of a second factor.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct MfaRequired {
    /// The second factors that the Member has registered, if any.
    pub member_options: Option<MemberOptions>,
    /// Always `None`, because discovery never starts an authentication.
    pub secondary_auth_initiated: Option<MfaMethod>,
}

/// A Member's registered second factors. An empty string means that the factor is not registered or not accepted.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct MemberOptions {
    /// The phone number, masked except for its last four digits.
    pub mfa_phone_number: String,
    /// The registration id of the authenticator app.
    pub totp_registration_id: String,
}

/// Returns the required second factor, or `None` if none is required or the session has one that is bound to this
/// Member.
pub(super) fn mfa_required(context: &FactorContext<'_>) -> Option<MfaRequired> {
    let (organization, member) = (context.organization(), context.member());
    let enrolled = member.is_some_and(|member| member.mfa_enrolled);
    if organization.mfa_policy != MfaPolicy::RequiredForAll && !enrolled {
        return None;
    }
    let is_satisfied = context.factors().any(|factor| {
        second_factor(factor).is_some_and(|method| accepts(organization, member, method))
            && context.is_bound(factor)
    });
    (!is_satisfied).then(|| MfaRequired {
        member_options: member.and_then(|member| member_options(organization, member)),
        secondary_auth_initiated: None,
    })
}

/// Returns the method of a second factor. A recovery code replaces a code from the app.
fn second_factor(factor: &Factor) -> Option<MfaMethod> {
    match factor {
        Factor::SmsOtp { .. } => Some(MfaMethod::SmsOtp),
        Factor::Totp { .. } | Factor::RecoveryCode => Some(MfaMethod::Totp),
        _ => None,
    }
}

fn accepts(organization: &Organization, member: Option<&Member>, method: MfaMethod) -> bool {
    organization.mfa_methods == MethodPolicy::AllAllowed
        || member.is_some_and(|member| member.is_breakglass)
        || organization.allowed_mfa_methods.contains(&method)
}

/// Returns the Member's second factors that the organization accepts.
fn member_options(organization: &Organization, member: &Member) -> Option<MemberOptions> {
    let option = |method, value: &str| {
        if accepts(organization, Some(member), method) { value.to_owned() } else { String::new() }
    };
    let phone_number = option(MfaMethod::SmsOtp, &member.mfa_phone_number);
    let totp_registration_id = option(MfaMethod::Totp, &member.totp_registration_id);
    if phone_number.is_empty() && totp_registration_id.is_empty() {
        return None;
    }
    Some(MemberOptions { mfa_phone_number: mask_phone_number(&phone_number), totp_registration_id })
}

/// Removes all characters except digits and replaces all but the last four digits with `X`.
pub(super) fn mask_phone_number(phone_number: &str) -> String {
    let digits: Vec<char> = phone_number.chars().filter(char::is_ascii_digit).collect();
    let hidden = digits.len().saturating_sub(4);
    let shown = digits[hidden..].iter();
    std::iter::repeat_n(&'X', hidden).chain(shown).collect()
}
