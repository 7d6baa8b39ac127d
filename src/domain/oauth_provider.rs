//! The OAuth providers with which people sign in.

use super::AuthMethod;

/// An OAuth provider.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum OAuthProvider {
    /// Google.
    Google,
    /// Microsoft.
    Microsoft,
    /// Slack.
    Slack,
    /// GitHub.
    Github,
    /// HubSpot.
    Hubspot,
}

impl OAuthProvider {
    /// Every provider.
    pub const EVERY: [Self; 5] = [Self::Google, Self::Microsoft, Self::Slack, Self::Github, Self::Hubspot];

    /// Returns the name used in delivery methods and in a Member's registrations.
    #[must_use]
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Google => "google",
            Self::Microsoft => "microsoft",
            Self::Slack => "slack",
            Self::Github => "github",
            Self::Hubspot => "hubspot",
        }
    }

    /// Returns the primary method of a sign-in with this provider.
    #[must_use]
    pub fn method(self) -> AuthMethod {
        match self {
            Self::Google => AuthMethod::GoogleOauth,
            Self::Microsoft => AuthMethod::MicrosoftOauth,
            Self::Slack => AuthMethod::SlackOauth,
            Self::Github => AuthMethod::GithubOauth,
            Self::Hubspot => AuthMethod::HubspotOauth,
        }
    }

    /// Returns whether the provider can verify an e-mail address. A Slack workspace or a GitHub account can name any address.
    #[must_use]
    pub fn can_verify_address(self) -> bool {
        self.method().can_verify_address()
    }
}
