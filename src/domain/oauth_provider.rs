//! OAuth providers for sign-in.

use super::AuthMethod;

/// An OAuth provider for sign-in.
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
    /// All providers.
    pub const ALL: [Self; 5] = [Self::Google, Self::Microsoft, Self::Slack, Self::Github, Self::Hubspot];

    /// Returns the provider's name in delivery methods and in a Member's registrations.
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

    /// Returns the provider's name in new registrations of a Member, as Stytch writes it.
    #[must_use]
    pub fn type_name(self) -> &'static str {
        match self {
            Self::Google => "Google",
            Self::Microsoft => "Microsoft",
            Self::Slack => "Slack",
            Self::Github => "Github",
            Self::Hubspot => "Hubspot",
        }
    }

    /// Returns the authentication method of a sign-in with this provider.
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

    /// Returns true if the provider can verify an email address. Slack, GitHub and HubSpot accounts can claim any
    /// address.
    #[must_use]
    pub fn can_verify_address(self) -> bool {
        self.method().can_verify_address()
    }
}
