//! The input of the decision.

use std::collections::{BTreeMap, BTreeSet};

use crate::domain::{
    Member, MemberId, MemberStatus, Organization, OrganizationId, Session, SessionKind, Written,
};

/// Everything that was read for one session.
#[derive(Debug, Clone)]
pub struct Facts {
    /// Who asks.
    pub session: Session,
    /// Every Member with the session's address, deleted ones too.
    pub members: Vec<Written<Member>>,
    /// Organizations whose Member for this address could not be read: they are not shown, neither as a membership nor as
    /// something to join.
    pub damaged_members: BTreeSet<OrganizationId>,
    /// Organizations in which a Member retired the session's address, by that Member's id. The person cannot join them.
    pub retired_by: BTreeMap<OrganizationId, MemberId>,
    /// The organizations that were found of those that the Members, the joinable edges and the hint name.
    pub organizations: BTreeMap<OrganizationId, Written<Organization>>,
    /// Organizations that exist but could not be read.
    pub damaged_organizations: BTreeSet<OrganizationId>,
    /// Whether something was damaged of which not even the organization could be read.
    pub unnamed_damage: bool,
    /// How many organizations could have been shown and were not read, because one answer reads a limited number. At least so
    /// many: the joinable edges beyond the limit are not counted.
    pub unread_organizations: u64,
    /// How many active, verified Members of the address's domain an organization has. Without an entry: none.
    pub verified_members: BTreeMap<OrganizationId, u64>,
}

impl Facts {
    /// Whether something that could have been shown could not be read.
    #[must_use]
    pub fn are_damaged(&self) -> bool {
        self.unnamed_damage || !self.damaged_members.is_empty() || !self.damaged_organizations.is_empty()
    }

    /// The Member whose session this is, among those with its address; `None` for an intermediate session, and when that
    /// Member is gone or not active.
    #[must_use]
    pub fn own_member<'m>(session: &Session, members: &'m [Written<Member>]) -> Option<&'m Written<Member>> {
        let own = session.member()?;
        members.iter().find(|member| {
            member.organization_id == own.organization_id
                && member.member_id == own.member_id
                && member.status == MemberStatus::Active
        })
    }

    /// Returns the organizations in which the session's address is a Member's, deleted or not, or was retired by one.
    pub(super) fn organizations_that_know_the_address(&self) -> BTreeSet<&OrganizationId> {
        let members = self.members.iter().map(|member| &member.organization_id);
        members.chain(&self.damaged_members).chain(self.retired_by.keys()).collect()
    }

    /// Returns whether the session is valid: a member session depends on its own Member and organization.
    pub(super) fn is_session_valid(&self) -> bool {
        match &self.session.kind {
            SessionKind::Intermediate { .. } => true,
            SessionKind::Member(own) => {
                Self::own_member(&self.session, &self.members).is_some()
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
