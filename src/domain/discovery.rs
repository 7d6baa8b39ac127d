//! The decision: which organizations can this person enter, and what is still needed?
//!
//! A pure function from facts to an answer. It does no I/O, asks no clock, and never waits, so every rule can be shown by
//! a table and the whole by a property. What the answer shows and what an operator's explanation shows come from here.

mod assurance;
mod candidate;
mod entry;
pub mod explain;
mod factor_context;
mod facts;
mod joining;
mod mfa;
mod primary;
mod redaction;
mod sso_only;

pub use candidate::{Candidate, Relation};
pub use entry::{DiscoveredOrganization, Membership, MembershipDetails, MembershipType};
pub use facts::Facts;
pub use mfa::{MemberOptions, MfaRequired};
pub use primary::PrimaryRequired;

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

/// Decides.
///
/// `None` when the session itself is no longer alive: a member session lives only while its own Member is active and its
/// organization exists.
#[must_use]
pub fn discover(facts: &Facts) -> Option<Discovery<'_>> {
    facts.own_organization_stands().then_some(())?;
    let candidates = sso_only::keep_visible(&facts.session, candidate::candidates(facts));
    let mut entries: Vec<_> = candidates
        .into_iter()
        .map(|candidate| DiscoveredOrganization::new(&facts.session, candidate))
        .collect();
    entries.sort_by_cached_key(DiscoveredOrganization::sort_key);
    Some(Discovery {
        email_address: &facts.session.email_address,
        organization_id_hint: facts.standing_hint(),
        discovered_organizations: entries,
    })
}
