//! Roles of a Member and their sources.

use serde::{Deserialize, Serialize};

use crate::domain::{JsonObject, null_as_default::null_as_default};

/// The id of the role of administrators.
pub(super) const ADMIN_ROLE: &str = "stytch_admin";

/// A role of a Member.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct MemberRole {
    /// The id of the role.
    pub role_id: String,
    /// The assignments that give the Member the role.
    #[serde(default, deserialize_with = "null_as_default")]
    pub sources: Vec<MemberRoleSource>,
}

impl MemberRole {
    /// Returns the role of administrators, assigned to a Member directly.
    #[must_use]
    pub fn admin() -> Self {
        let source =
            MemberRoleSource { details: JsonObject::default(), r#type: RoleSourceType::DirectAssignment };
        Self { role_id: ADMIN_ROLE.to_owned(), sources: vec![source] }
    }
}

/// An assignment that gives a Member a role.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct MemberRoleSource {
    /// Details that depend on the type, such as a connection, a group or a domain.
    #[serde(default, deserialize_with = "null_as_default")]
    pub details: JsonObject,
    /// The type of assignment.
    pub r#type: RoleSourceType,
}

/// The type of a role assignment.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum RoleSourceType {
    /// Assigned to this Member directly.
    DirectAssignment,
    /// Assigned by the domain of the address.
    EmailAssignment,
    /// Assigned by an SSO connection.
    SsoConnection,
    /// Assigned by a group of an SSO connection.
    SsoConnectionGroup,
    /// Assigned by a group of a SCIM connection.
    ScimConnectionGroup,
}
