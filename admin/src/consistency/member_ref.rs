//! References to Members in reports.

use serde::Serialize;

use org_discovery::domain::{EmailAddress, Member, MemberId, OrganizationId, Timestamp};

/// The ids and the address that identify a Member to an operator.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Serialize)]
pub struct MemberRef {
    /// The organization's id.
    pub organization_id: OrganizationId,
    /// The Member's id.
    pub member_id: MemberId,
    /// The Member's address.
    pub email_address: EmailAddress,
    /// The time of the last change, if the Member says so.
    pub updated_at: Option<Timestamp>,
}

impl MemberRef {
    /// Returns the reference to `member`.
    pub(super) fn of(member: &Member) -> Self {
        Self {
            organization_id: member.organization_id.clone(),
            member_id: member.member_id.clone(),
            email_address: member.email_address.clone(),
            updated_at: member.updated_at,
        }
    }
}
