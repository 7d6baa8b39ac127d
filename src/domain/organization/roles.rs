//! Roles that an organization gives out.

use serde::{Deserialize, Serialize};

use crate::domain::null_as_default::null_as_default;

/// Everybody with an address of this domain has this role.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct EmailImplicitRoleAssignment {
    /// The e-mail domain.
    pub domain: String,
    /// The role.
    pub role_id: String,
}

/// A role of the organization's own.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct CustomRole {
    /// For people.
    #[serde(default, deserialize_with = "null_as_default")]
    pub description: String,
    /// What its holders may do.
    #[serde(default, deserialize_with = "null_as_default")]
    pub permissions: Vec<CustomRolePermission>,
    /// Names the role.
    pub role_id: String,
}

/// What a role allows on one resource.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct CustomRolePermission {
    /// The verbs.
    #[serde(default, deserialize_with = "null_as_default")]
    pub actions: Vec<String>,
    /// The resource.
    pub resource_id: String,
}
