//! An organization's switches.

use serde::{Deserialize, Serialize};

/// A switch with three positions.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "SCREAMING_SNAKE_CASE")]
pub enum Permission {
    /// Everything.
    #[default]
    AllAllowed,
    /// What a list beside it names.
    Restricted,
    /// Nothing.
    NotAllowed,
}

/// Whether people may join by themselves through a tenant at another service.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "SCREAMING_SNAKE_CASE")]
pub enum JitProvisioning {
    /// Those whom a list beside it names.
    Restricted,
    /// Nobody.
    #[default]
    NotAllowed,
}

/// Whether people may join by themselves through their e-mail domain.
///
/// `ALL_ALLOWED`, which only the newest browser types name, is read as `RESTRICTED`: never wider than the list.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "SCREAMING_SNAKE_CASE")]
pub enum EmailJitProvisioning {
    /// Those of the domains in `email_allowed_domains`.
    #[serde(alias = "ALL_ALLOWED")]
    Restricted,
    /// Nobody.
    #[default]
    NotAllowed,
}

/// Whether the organization takes every method, or those of a list.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "SCREAMING_SNAKE_CASE")]
pub enum MethodPolicy {
    /// All.
    #[default]
    AllAllowed,
    /// Those that the list beside it names.
    Restricted,
}

/// Who needs a second factor.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "SCREAMING_SNAKE_CASE")]
pub enum MfaPolicy {
    /// Members who enrolled.
    #[default]
    Optional,
    /// Everybody.
    RequiredForAll,
}
