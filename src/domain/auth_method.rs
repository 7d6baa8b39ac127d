//! Authentication methods that an organization can accept.

use serde::{Deserialize, Serialize};

/// A primary authentication method, serialized under Stytch's name for it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum AuthMethod {
    /// Single sign-on through a connection of the organization.
    Sso,
    /// A link sent by email.
    MagicLink,
    /// A code sent by email.
    EmailOtp,
    /// A password.
    Password,
    /// Sign-in with Google.
    GoogleOauth,
    /// Sign-in with Microsoft.
    MicrosoftOauth,
    /// Sign-in with Slack.
    SlackOauth,
    /// Sign-in with GitHub.
    GithubOauth,
    /// Sign-in with HubSpot.
    HubspotOauth,
}

impl AuthMethod {
    /// All methods, in the order in which a response lists them.
    pub const ALL: [Self; 9] = [
        Self::Sso,
        Self::MagicLink,
        Self::EmailOtp,
        Self::Password,
        Self::GoogleOauth,
        Self::MicrosoftOauth,
        Self::SlackOauth,
        Self::GithubOauth,
        Self::HubspotOauth,
    ];

    /// Returns true if a sign-in with this method can verify the person's address.
    #[must_use]
    pub fn can_verify_address(self) -> bool {
        match self {
            Self::Sso | Self::MagicLink | Self::EmailOtp | Self::GoogleOauth | Self::MicrosoftOauth => true,
            Self::Password | Self::SlackOauth | Self::GithubOauth | Self::HubspotOauth => false,
        }
    }
}

/// A method for a second factor, serialized under Stytch's name for it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum MfaMethod {
    /// A code sent to the Member's phone.
    SmsOtp,
    /// A code from an authenticator app.
    Totp,
}
