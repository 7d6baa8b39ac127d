//! Roles that an organization defines or assigns.

use serde::{Deserialize, Serialize};

use crate::domain::null_as_default::null_as_default;

/// The assignment of a role to all Members with an address of a domain.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct EmailImplicitRoleAssignment {
    /// The email domain.
    pub domain: String,
    /// The role.
    pub role_id: String,
}

/// A role that the organization defines.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct CustomRole {
    /// The description shown to people.
    #[serde(default, deserialize_with = "null_as_default")]
    pub description: String,
    /// The permissions that the role grants.
    #[serde(default, deserialize_with = "null_as_default")]
    pub permissions: Vec<CustomRolePermission>,
    /// The id of the role.
    pub role_id: String,
}

/// The actions that a role allows on a resource.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct CustomRolePermission {
    /// The allowed actions.
    #[serde(default, deserialize_with = "null_as_default")]
    pub actions: Vec<String>,
    /// The id of the resource.
    pub resource_id: String,
}
