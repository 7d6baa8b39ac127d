//! The Members with one e-mail address.

use std::collections::{BTreeMap, BTreeSet};

use crate::domain::{CachedJson, Member, MemberId, MemberStatus, OrganizationId, SecurityStamp, Session};

/// The Members with one e-mail address, and the organizations in which the address is not free.
#[derive(Debug, Clone, Default)]
pub struct AddressMembers {
    /// The Members whose items are valid, deleted ones too.
    pub members: Vec<CachedJson<Member>>,
    /// The organizations of Members whose items are corrupt. They are neither shown as a membership nor as joinable.
    pub damaged: BTreeSet<OrganizationId>,
    /// True if there is a corrupt item without a readable organization id.
    pub unnamed_damage: bool,
    /// Organizations in which a Member retired the address, with that Member's id.
    pub retired_by: BTreeMap<OrganizationId, MemberId>,
    /// The security stamp of each Member, by organization: a session is valid only with the stamp that it copied.
    pub security_stamps: BTreeMap<OrganizationId, SecurityStamp>,
}

impl AddressMembers {
    /// Returns the active Member of a member session; `None` for an intermediate session, and when that Member is absent or
    /// not active.
    #[must_use]
    pub fn own_member(&self, session: &Session) -> Option<&CachedJson<Member>> {
        let own = session.member()?;
        self.members.iter().find(|member| {
            member.organization_id == own.organization_id
                && member.member_id == own.member_id
                && member.status == MemberStatus::Active
        })
    }

    /// Returns the organizations that the person cannot join: the address is a Member's there, whose item may be corrupt, or
    /// was retired by a Member.
    #[must_use]
    pub fn organizations_of_address(&self) -> BTreeSet<&OrganizationId> {
        let members = self.members.iter().map(|member| &member.organization_id);
        members.chain(&self.damaged).chain(self.retired_by.keys()).collect()
    }
}
