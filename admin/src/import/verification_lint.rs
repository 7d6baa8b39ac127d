//! Warns of Members whose email verification is doubtful.

use org_discovery::domain::{Member, OAuthProvider};

/// Returns a warning for a verified Member whose only evidence is an SSO or SCIM registration. An identity provider can
/// assert any address, even one under a domain that it does not own, and a verified Member lets other people with that
/// domain join the organization.
pub(super) fn warning(member: &Member) -> Option<&'static str> {
    let by_identity_provider = !member.sso_registrations.is_empty() || member.scim_registration.is_some();
    let by_account = member
        .oauth_registrations
        .iter()
        .any(|registration| registration.provider().is_some_and(OAuthProvider::can_verify_address));
    let otherwise = by_account || !member.member_password_id.is_empty();
    (member.email_address_verified && by_identity_provider && !otherwise).then_some(
        "the only evidence of verification is an SSO or SCIM registration; make sure that the identity provider owns the \
         address's domain, or set email_address_verified to false",
    )
}
