//! The input of the decision.

use std::collections::{BTreeMap, BTreeSet};

use super::AddressMembers;
use crate::domain::{CachedJson, Organization, OrganizationId, Session};

/// The stored data that discovery needs for one session.
#[derive(Debug, Clone)]
pub struct Facts {
    /// The session.
    pub session: Session,
    /// The Members with the session's address.
    pub address_members: AddressMembers,
    /// The organizations of the Members, the joinable edges and the hint. Absent and damaged ones are skipped.
    pub organizations: BTreeMap<OrganizationId, CachedJson<Organization>>,
    /// The organizations whose items are damaged.
    pub damaged_organizations: BTreeSet<OrganizationId>,
    /// True if there is a damaged item without a readable organization id.
    pub has_unidentified_damage: bool,
    /// The number of organizations that were not read because of the limit for one request. It is a lower bound:
    /// joinable edges beyond the limit are not counted.
    pub unread_organizations: u64,
    /// The number of active, verified Members of the address's domain, by organization. A missing entry means zero.
    pub verified_members: BTreeMap<OrganizationId, u64>,
}

impl Facts {
    /// Returns true if a damaged item was skipped, so that the result may lack an organization.
    #[must_use]
    pub fn has_damaged_items(&self) -> bool {
        self.has_unidentified_damage
            || !self.address_members.damaged.is_empty()
            || !self.damaged_organizations.is_empty()
    }

    /// Returns true if the session is valid. A member session, and an intermediate session that was derived from one,
    /// require an active Member and an existing organization.
    pub(super) fn is_session_valid(&self) -> bool {
        self.session.required_member().is_none_or(|required| {
            self.address_members.required_member(&self.session).is_some()
                && self.organizations.contains_key(&required.organization_id)
        })
    }

    /// Returns the hint if its organization exists, even if the organization's item is damaged.
    pub(super) fn existing_hint(&self) -> Option<&OrganizationId> {
        let exists = |id: &&OrganizationId| {
            self.organizations.contains_key(id) || self.damaged_organizations.contains(id)
        };
        self.session.organization_id_hint().filter(exists)
    }
}
