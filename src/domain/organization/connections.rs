//! An organization's connections to identity providers.

use serde::{Deserialize, Serialize};

use crate::domain::{Timestamp, null_as_default::null_as_default};

/// A connection through which an organization's people sign in.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct ActiveSsoConnection {
    /// Names the connection; an SSO factor carries it.
    pub connection_id: String,
    /// For people.
    #[serde(default, deserialize_with = "null_as_default")]
    pub display_name: String,
    /// `okta`, `microsoft-entra`, `generic` …
    #[serde(default, deserialize_with = "null_as_default")]
    pub identity_provider: String,
}

/// A connection through which a directory provisions an organization's people.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct ActiveScimConnection {
    /// When the directory's token ends.
    #[serde(default)]
    pub bearer_token_expires_at: Option<Timestamp>,
    /// Tells tokens apart without showing them.
    #[serde(default, deserialize_with = "null_as_default")]
    pub bearer_token_last_four: String,
    /// Names the connection.
    pub connection_id: String,
    /// For people.
    #[serde(default, deserialize_with = "null_as_default")]
    pub display_name: String,
}
