//! SSO and SCIM connections of an organization.

use serde::{Deserialize, Serialize};

use crate::domain::{Timestamp, null_as_default::null_as_default};

/// A connection to an identity provider for single sign-on.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct ActiveSsoConnection {
    /// The id of the connection, which SSO factors contain.
    pub connection_id: String,
    /// The name shown to people.
    #[serde(default, deserialize_with = "null_as_default")]
    pub display_name: String,
    /// The identity provider, such as `okta`, `microsoft-entra` or `generic`.
    #[serde(default, deserialize_with = "null_as_default")]
    pub identity_provider: String,
}

/// A connection to a directory that provisions Members by SCIM.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct ActiveScimConnection {
    /// The expiry of the directory's bearer token.
    #[serde(default)]
    pub bearer_token_expires_at: Option<Timestamp>,
    /// The last four characters of the bearer token, for identification.
    #[serde(default, deserialize_with = "null_as_default")]
    pub bearer_token_last_four: String,
    /// The id of the connection.
    pub connection_id: String,
    /// The name shown to people.
    #[serde(default, deserialize_with = "null_as_default")]
    pub display_name: String,
}
