//! A Member's accounts elsewhere, and former addresses.

use serde::{Deserialize, Serialize};

use crate::domain::{EmailAddress, JsonObject, OAuthProvider, null_as_default::null_as_default};

/// An account at an OAuth provider.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct OAuthRegistration {
    /// The language that the provider reported.
    #[serde(default)]
    pub locale: Option<String>,
    /// Names this registration.
    #[serde(default, deserialize_with = "null_as_default")]
    pub member_oauth_registration_id: String,
    /// Where the provider keeps the person's picture.
    #[serde(default)]
    pub profile_picture_url: Option<String>,
    /// The provider's name for the account; never changes.
    pub provider_subject: String,
    /// `Google`, `Microsoft`, `Github`, `Slack` or `Hubspot`, in any case.
    pub provider_type: String,
}

impl OAuthRegistration {
    /// Returns the provider, or `None` for an unknown one.
    #[must_use]
    pub fn provider(&self) -> Option<OAuthProvider> {
        let is_named = |provider: &OAuthProvider| self.provider_type.eq_ignore_ascii_case(provider.as_str());
        OAuthProvider::EVERY.into_iter().find(is_named)
    }
}

/// An account at an identity provider of the organization.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct SsoRegistration {
    /// The SSO connection.
    pub connection_id: String,
    /// The identity provider's name for the account.
    #[serde(default, deserialize_with = "null_as_default")]
    pub external_id: String,
    /// Names this registration.
    #[serde(default, deserialize_with = "null_as_default")]
    pub registration_id: String,
    /// What the identity provider said about the person.
    #[serde(default)]
    pub sso_attributes: Option<JsonObject>,
}

/// An address that the Member no longer uses. No other Member of the organization can use it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct RetiredEmailAddress {
    /// The address.
    pub email_address: EmailAddress,
    /// Names the address.
    #[serde(default, deserialize_with = "null_as_default")]
    pub email_id: String,
}
