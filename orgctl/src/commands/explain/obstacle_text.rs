//! Formats an obstacle: why a shown organization still cannot be entered, and what an operator can do.

use org_discovery::domain::discovery::explain::Obstacle;

/// Formats an obstacle as a paragraph.
pub fn obstacle_text(obstacle: &Obstacle<'_>) -> String {
    let or_none = |text: &str| if text.is_empty() { "none".to_owned() } else { text.to_owned() };
    match obstacle {
        Obstacle::PhoneDiffers { of_factor, of_member } => format!(
            "The session's SMS code does not count: the phone of the factor differs, {of_factor}, from the Member's, {}.",
            or_none(of_member)
        ),
        Obstacle::PhoneNotVerified => {
            "The session's SMS code does not count: the Member's phone is not verified (mfa_phone_number_verified)."
                .to_owned()
        }
        Obstacle::TotpDiffers { of_factor, of_member } => format!(
            "The session's TOTP code does not count: the registration of the factor differs, {of_factor}, from the \
             Member's, {}.",
            or_none(of_member)
        ),
        Obstacle::AccountNotRegistered { provider } => {
            let name = provider.as_str();
            format!(
                "Signing in with the account again does not help: the organization accepts only Google or Microsoft, and the {name} account \
                 neither verifies the address nor is registered with the active Member. To let the person in, check who owns \
                 the account and add it to oauth_registrations, or set the status to invited so that its next use counts \
                 (both orgctl member put), or allow another method (orgctl organization put)."
            )
        }
    }
}
