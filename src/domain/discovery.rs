//! The decision: which organizations can a person enter, and what is still required?
//!
//! [`discover`] is a pure function from [`Facts`] to the answer, without I/O and without a clock. The answer and an operator's
//! [explanation](explain) are made of the same predicates.

mod address_members;
mod auth_assurance;
mod candidate;
mod discovered_organization;
pub mod explain;
mod factor_value;
mod facts;
mod join_eligibility;
mod membership_type;
mod mfa_required;
mod primary_required;
mod redaction;
mod sso_scope;

pub use address_members::AddressMembers;
pub use candidate::{Candidate, Relation};
pub use discovered_organization::{DiscoveredOrganization, Membership, MembershipDetails};
pub use facts::Facts;
pub use join_eligibility::{JitSetting, JitSettingNames};
pub use membership_type::MembershipType;
pub use mfa_required::{MemberOptions, MfaRequired};
pub use primary_required::PrimaryRequired;

use super::{EmailAddress, OrganizationId};

/// The answer for one session.
#[derive(Debug)]
pub struct Discovery<'f> {
    /// The session's address.
    pub email_address: &'f EmailAddress,
    /// The organization that the sign-in began for, if it still exists.
    pub organization_id_hint: Option<&'f OrganizationId>,
    /// The organizations, memberships first, by name.
    pub discovered_organizations: Vec<DiscoveredOrganization<'f>>,
}

/// Decides which organizations the session's person can enter.
///
/// Returns `None` when the session is no longer valid: a member session is valid while its own Member is active and its
/// organization exists.
#[must_use]
pub fn discover(facts: &Facts) -> Option<Discovery<'_>> {
    if !facts.is_session_valid() {
        return None;
    }
    let candidates = sso_scope::keep_visible(&facts.session, candidate::candidates(facts));
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
