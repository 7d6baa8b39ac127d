//! OAuth and SSO registrations and retired addresses of a Member.

use serde::{Deserialize, Serialize};

use crate::domain::{EmailAddress, JsonObject, OAuthProvider, null_as_default::null_as_default};

/// A Member's account at an OAuth provider.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct OAuthRegistration {
    /// The person's language, as reported by the provider.
    #[serde(default)]
    pub locale: Option<String>,
    /// The id of this registration.
    #[serde(default, deserialize_with = "null_as_default")]
    pub member_oauth_registration_id: String,
    /// The URL of the person's picture.
    #[serde(default)]
    pub profile_picture_url: Option<String>,
    /// The provider's permanent id for the account.
    pub provider_subject: String,
    /// The name of an [`OAuthProvider`], such as `Google`. Case is ignored.
    pub provider_type: String,
}

impl OAuthRegistration {
    /// Returns the provider, or `None` if it is unknown.
    #[must_use]
    pub fn provider(&self) -> Option<OAuthProvider> {
        let is_named = |provider: &OAuthProvider| self.provider_type.eq_ignore_ascii_case(provider.as_str());
        OAuthProvider::ALL.into_iter().find(is_named)
    }
}

/// A Member's account at an identity provider of the organization.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct SsoRegistration {
    /// The id of the SSO connection.
    pub connection_id: String,
    /// The identity provider's id for the account.
    #[serde(default, deserialize_with = "null_as_default")]
    pub external_id: String,
    /// The id of this registration.
    #[serde(default, deserialize_with = "null_as_default")]
    pub registration_id: String,
    /// The attributes that the identity provider reported for the person.
    #[serde(default)]
    pub sso_attributes: Option<JsonObject>,
}

/// A former address of a Member. No other Member of the organization can use it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct RetiredEmailAddress {
    /// The address.
    pub email_address: EmailAddress,
    /// The id of the address.
    #[serde(default, deserialize_with = "null_as_default")]
    pub email_id: String,
}
