//! The Members with one email address.

use std::collections::{BTreeMap, BTreeSet};

use crate::domain::{CachedJson, Member, MemberId, MemberStatus, OrganizationId, SecurityStamp, Session};

/// The Members with one email address, and the organizations in which the address is reserved.
#[derive(Debug, Clone, Default)]
pub struct AddressMembers {
    /// The Members, including deleted ones. Damaged items are skipped.
    pub members: Vec<CachedJson<Member>>,
    /// The organizations of damaged Member items. They are shown neither as a membership nor as joinable.
    pub damaged: BTreeSet<OrganizationId>,
    /// True if there is a damaged item without a readable organization id.
    pub has_unidentified_damage: bool,
    /// The organizations in which a Member retired the address, with that Member's id.
    pub retired_by: BTreeMap<OrganizationId, MemberId>,
    /// The other attributes of the Members' items, by organization.
    pub attributes: BTreeMap<OrganizationId, MemberAttributes>,
}

/// The attributes of a Member's item, other than the Member itself.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct MemberAttributes {
    /// The security stamp. A member session is valid only if it has the same stamp as its Member.
    pub security_stamp: SecurityStamp,
    /// The domain whose verified-member counter includes the Member.
    pub counted_domain: Option<String>,
    /// The joinable edge that made the person eligible, for a Member that an exchange created and that has not completed
    /// joining.
    pub eligible_by: Option<String>,
}

impl AddressMembers {
    /// Returns the Member that must stay active for the session to be valid, or `None` if the session does not depend on
    /// a Member or the Member is absent or not active.
    #[must_use]
    pub fn required_member(&self, session: &Session) -> Option<&CachedJson<Member>> {
        let own = session.required_member()?;
        self.members.iter().find(|member| {
            member.organization_id == own.organization_id
                && member.member_id == own.member_id
                && member.status == MemberStatus::Active
        })
    }

    /// Returns the organizations that the person cannot join, because a Member (whose item may be damaged) has or
    /// retired the address.
    #[must_use]
    pub fn organizations_of_address(&self) -> BTreeSet<&OrganizationId> {
        let members = self.members.iter().map(|member| &member.organization_id);
        members.chain(&self.damaged).chain(self.retired_by.keys()).collect()
    }
}
