//! The discovery decision: the organizations that a person can enter, and the factors that each still requires.
//!
//! [`discover`] is a pure function from [`Facts`] to [`Discovery`]. It performs no I/O and does not read the clock. The
//! [explanations](explain) for operators evaluate the same conditions.

mod address_members;
mod auth_assurance;
mod candidate;
mod discovered_organization;
pub mod exchange;
pub mod explain;
mod factor_context;
mod facts;
mod join_eligibility;
mod membership_type;
mod mfa_required;
mod primary_required;
mod redaction;
mod visible_organizations;

pub use address_members::{AddressMembers, MemberAttributes};
pub use candidate::{Candidate, Relation};
pub use discovered_organization::{DiscoveredOrganization, Membership, MembershipDetails};
pub use facts::Facts;
pub use join_eligibility::{JitSetting, JitSettingNames};
pub use membership_type::MembershipType;
pub use mfa_required::{MemberOptions, MfaRequired};
pub use primary_required::PrimaryRequired;

use super::{EmailAddress, OrganizationId};

/// The result of discovery for one session.
#[derive(Debug)]
pub struct Discovery<'f> {
    /// The session's address.
    pub email_address: &'f EmailAddress,
    /// The organization for which the sign-in was started, if it still exists.
    pub organization_id_hint: Option<&'f OrganizationId>,
    /// The organizations, sorted by membership type, then by name.
    pub discovered_organizations: Vec<DiscoveredOrganization<'f>>,
}

/// Returns the organizations that the session's person can enter, or `None` if the session is no longer valid.
///
/// A member session is valid while its Member is active and its organization exists. The caller checks the expiry and
/// the security stamp. See the [crate documentation](crate) for an example.
#[must_use]
pub fn discover(facts: &Facts) -> Option<Discovery<'_>> {
    if !facts.is_session_valid() {
        return None;
    }
    let candidates = visible_organizations::keep_visible(&facts.session, candidate::candidates(facts));
    let mut entries: Vec<_> = candidates
        .into_iter()
        .map(|candidate| DiscoveredOrganization::new(&facts.session, candidate))
        .collect();
    entries.sort_by_cached_key(DiscoveredOrganization::sort_key);
    Some(Discovery {
        email_address: &facts.session.email_address,
        organization_id_hint: facts.existing_hint(),
        discovered_organizations: entries,
    })
}
