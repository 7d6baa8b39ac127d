//! The input of the decision.

use std::collections::{BTreeMap, BTreeSet};

use super::AddressMembers;
use crate::domain::{CachedJson, Organization, OrganizationId, Session, SessionKind};

/// Everything that was read for one session.
#[derive(Debug, Clone)]
pub struct Facts {
    /// The session.
    pub session: Session,
    /// The Members with the session's address.
    pub address_members: AddressMembers,
    /// The existing organizations among those of the Members, the joinable edges and the hint.
    pub organizations: BTreeMap<OrganizationId, CachedJson<Organization>>,
    /// Organizations that exist and whose items are corrupt.
    pub damaged_organizations: BTreeSet<OrganizationId>,
    /// True if there is a corrupt item without a readable organization id.
    pub unnamed_damage: bool,
    /// The number of organizations that were not read, because one answer reads a limited number. It is a lower bound: joinable
    /// edges beyond the limit are not counted.
    pub unread_organizations: u64,
    /// The number of active, verified Members of the address's domain by organization. Absent is zero.
    pub verified_members: BTreeMap<OrganizationId, u64>,
}

impl Facts {
    /// Returns whether an organization may be missing in the answer because an item is corrupt.
    #[must_use]
    pub fn are_damaged(&self) -> bool {
        self.unnamed_damage
            || !self.address_members.damaged.is_empty()
            || !self.damaged_organizations.is_empty()
    }

    /// Returns whether the session is valid: a member session depends on its own Member and organization.
    pub(super) fn is_session_valid(&self) -> bool {
        match &self.session.kind {
            SessionKind::Intermediate { .. } => true,
            SessionKind::Member(own) => {
                self.address_members.own_member(&self.session).is_some()
                    && self.organizations.contains_key(&own.organization_id)
            }
        }
    }

    /// Returns the hint, if its organization exists. An organization that cannot be read exists.
    pub(super) fn existing_hint(&self) -> Option<&OrganizationId> {
        let exists = |id: &&OrganizationId| {
            self.organizations.contains_key(id) || self.damaged_organizations.contains(id)
        };
        self.session.organization_id_hint().filter(exists)
    }
}
