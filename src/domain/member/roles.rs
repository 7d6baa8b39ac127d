//! A Member's roles and where they come from.

use serde::{Deserialize, Serialize};

use crate::domain::{JsonObject, null_as_default::null_as_default};

/// A role of a Member.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct MemberRole {
    /// Names the role.
    pub role_id: String,
    /// Why the Member has it.
    #[serde(default, deserialize_with = "null_as_default")]
    pub sources: Vec<MemberRoleSource>,
}

/// Why a Member has a role.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct MemberRoleSource {
    /// Whatever belongs to the type: a connection, a group, a domain.
    #[serde(default, deserialize_with = "null_as_default")]
    pub details: JsonObject,
    /// The kind of reason.
    pub r#type: RoleSourceType,
}

/// The kinds of reason for a role.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum RoleSourceType {
    /// Given to this Member by name.
    DirectAssignment,
    /// By the address's domain.
    EmailAssignment,
    /// By the SSO connection.
    SsoConnection,
    /// By a group that the SSO connection reported.
    SsoConnectionGroup,
    /// By a group that the directory reported.
    ScimConnectionGroup,
}
