//! Membership types.

use serde::{Serialize, Serializer};

use crate::domain::MemberStatus;

/// The type of a person's relation to an organization. Responses are sorted in the order of the variants.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum MembershipType {
    /// An active Member.
    ActiveMember,
    /// A Member that has not completed joining.
    PendingMember,
    /// A Member that was invited.
    InvitedMember,
    /// A person without a Member who may join by the domain of the address.
    EligibleToJoinByEmailDomain,
    /// A person without a Member who may join by an OAuth tenant of the session.
    EligibleToJoinByOAuthTenant,
}

impl MembershipType {
    /// Returns the membership type for a Member status, or `None` for a deleted Member.
    #[must_use]
    pub fn of(status: MemberStatus) -> Option<Self> {
        match status {
            MemberStatus::Active => Some(Self::ActiveMember),
            MemberStatus::Pending => Some(Self::PendingMember),
            MemberStatus::Invited => Some(Self::InvitedMember),
            MemberStatus::Deleted => None,
        }
    }

    /// Returns the name in responses and log lines.
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
