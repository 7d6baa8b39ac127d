//! The types of membership in an answer.

use serde::{Serialize, Serializer};

use crate::domain::MemberStatus;

/// A person's relation to an organization. The order of the variants is the order of an answer.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum MembershipType {
    /// An active Member.
    ActiveMember,
    /// A Member who has begun to join.
    PendingMember,
    /// A Member who was invited.
    InvitedMember,
    /// No Member; people of the address's domain may join.
    EligibleToJoinByEmailDomain,
    /// No Member; people of a tenant of the session may join.
    EligibleToJoinByOAuthTenant,
}

impl MembershipType {
    /// Returns the type of a Member with this status, or `None` for a deleted Member.
    #[must_use]
    pub fn of(status: MemberStatus) -> Option<Self> {
        match status {
            MemberStatus::Active => Some(Self::ActiveMember),
            MemberStatus::Pending => Some(Self::PendingMember),
            MemberStatus::Invited => Some(Self::InvitedMember),
            MemberStatus::Deleted => None,
        }
    }

    /// Returns the name in an answer and in log lines.
    #[must_use]
    pub fn as_str(self) -> &'static str {
        match self {
            Self::ActiveMember => "active_member",
            Self::PendingMember => "pending_member",
            Self::InvitedMember => "invited_member",
            Self::EligibleToJoinByEmailDomain => "eligible_to_join_by_email_domain",
            Self::EligibleToJoinByOAuthTenant => "eligible_to_join_by_oauth_tenant",
        }
    }
}

impl Serialize for MembershipType {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.serialize_str(self.as_str())
    }
}
