//! Members that are deferred until an address becomes free.

use super::{entity::Entity, refusal::RefusedWrite};
use crate::Refusal;
use org_discovery::domain::{Member, MemberId};

/// A Member that needs an address that another Member has or retired.
pub(super) struct DeferredMember {
    pub(super) member: Entity<Member>,
    /// The Member that has or retired the address.
    pub(super) holder: MemberId,
}

impl DeferredMember {
    /// Defers a refused Member if its address can become free.
    pub(super) fn after(refusal: &Refusal, member: Entity<Member>) -> (Option<Self>, RefusedWrite) {
        let refused = RefusedWrite::new(&member, &refusal.to_string());
        let holder = holder_of(refusal).cloned();
        (holder.map(|holder| Self { member, holder }), refused)
    }
}

/// Returns the Member that has or retired an address that the refused Member needs.
pub(super) fn holder_of(refusal: &Refusal) -> Option<&MemberId> {
    match refusal {
        Refusal::AddressTaken { member_id, .. }
        | Refusal::AddressRetired { member_id, .. }
        | Refusal::RetiredAddressTaken { member_id, .. } => Some(member_id),
        _ => None,
    }
}
