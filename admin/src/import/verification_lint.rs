//! Warnings about verified Members whose verification is doubtful.

use org_discovery::domain::{Member, OAuthProvider};

/// Returns a warning for a verified Member whose only evidence is an identity provider's claim. An identity provider can claim
/// any address, also one of another owner's domain, and a verified Member opens its organization to others of the domain.
pub(super) fn doubt(member: &Member) -> Option<&'static str> {
    let by_identity_provider = !member.sso_registrations.is_empty() || member.scim_registration.is_some();
    let by_account = member
        .oauth_registrations
        .iter()
        .any(|registration| registration.provider().is_some_and(OAuthProvider::can_verify_address));
    let otherwise = by_account || !member.member_password_id.is_empty();
    (member.email_address_verified && by_identity_provider && !otherwise).then_some(
        "is called verified, and nothing but an SSO or SCIM registration speaks for it: make sure that the identity provider \
         owns the address's domain, or import the Member with email_address_verified false",
    )
}
