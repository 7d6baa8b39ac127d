//! Policy settings of an organization.

use serde::{Deserialize, Serialize};

/// A setting that allows everything, the entries of an associated list, or nothing.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "SCREAMING_SNAKE_CASE")]
pub enum Permission {
    /// Everything is allowed.
    #[default]
    AllAllowed,
    /// Only the entries of the associated list are allowed.
    Restricted,
    /// Nothing is allowed.
    NotAllowed,
}

/// The setting for joining by OAuth tenant.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "SCREAMING_SNAKE_CASE")]
pub enum JitProvisioning {
    /// People of the tenants in `allowed_oauth_tenants` may join.
    Restricted,
    /// Joining by OAuth tenant is not allowed.
    #[default]
    NotAllowed,
}

/// The setting for joining by email domain.
///
/// `ALL_ALLOWED`, which only the newest types of Stytch's browser SDK contain, is read as `RESTRICTED`, so that it
/// never admits more than the list.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "SCREAMING_SNAKE_CASE")]
pub enum EmailJitProvisioning {
    /// People of the domains in `email_allowed_domains` may join.
    #[serde(alias = "ALL_ALLOWED")]
    Restricted,
    /// Joining by email domain is not allowed.
    #[default]
    NotAllowed,
}

/// The setting for primary methods (`auth_methods`) and for second factors (`mfa_methods`).
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "SCREAMING_SNAKE_CASE")]
pub enum MethodPolicy {
    /// All methods are accepted.
    #[default]
    AllAllowed,
    /// Only the methods of the associated list are accepted.
    Restricted,
}

/// The setting that determines which Members need a second factor.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "SCREAMING_SNAKE_CASE")]
pub enum MfaPolicy {
    /// Only Members that are enrolled in MFA need a second factor.
    #[default]
    Optional,
    /// All Members need a second factor.
    RequiredForAll,
}
