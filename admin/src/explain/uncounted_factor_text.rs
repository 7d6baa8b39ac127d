//! Formats uncounted factors: reasons why a person cannot enter an organization that is shown, with the remedy if one
//! exists.

use org_discovery::domain::discovery::explain::UncountedFactor;

/// Formats an uncounted factor as a line of text.
pub fn uncounted_factor_text(factor: &UncountedFactor<'_>) -> String {
    let or_none = |text: &str| if text.is_empty() { "none".to_owned() } else { text.to_owned() };
    match factor {
        UncountedFactor::PhoneDiffers { of_factor, of_member } => format!(
            "The sms_otp factor is ignored: its phone number {of_factor} differs from the Member's phone number ({}).",
            or_none(of_member)
        ),
        UncountedFactor::PhoneNotVerified => {
            "The sms_otp factor is ignored: the Member's phone number is not verified (mfa_phone_number_verified)."
                .to_owned()
        }
        UncountedFactor::TotpDiffers { of_factor, of_member } => format!(
            "The totp factor is ignored: its registration {of_factor} differs from the Member's registration ({}).",
            or_none(of_member)
        ),
        UncountedFactor::AccountNotRegistered { provider } => {
            let name = provider.as_str();
            format!(
                "Signing in again with the {name} account does not help: the organization accepts only Google or Microsoft \
                 sign-ins, and the account neither verifies the address nor is registered with the active Member. To admit \
                 the person, check who owns the account and add it to oauth_registrations, or set the status to invited so \
                 that the next sign-in with the account counts (both with orgctl member put), or allow another method \
                 (orgctl organization put)."
            )
        }
    }
}
