//! OAuth tenants: Slack workspaces, GitHub organizations and HubSpot hubs that an organization can trust.

use std::{collections::BTreeMap, fmt};

use serde::{Deserialize, Serialize};
use thiserror::Error;

use super::string_newtype::string_newtype;

/// A provider whose tenants an organization can trust.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum OAuthTenantProvider {
    /// A GitHub organization.
    Github,
    /// A HubSpot hub.
    Hubspot,
    /// A Slack workspace.
    Slack,
}

impl OAuthTenantProvider {
    /// Parses a name in JSON. Returns `None` for other text.
    #[must_use]
    pub fn parse(name: &str) -> Option<Self> {
        [Self::Github, Self::Hubspot, Self::Slack].into_iter().find(|provider| provider.as_str() == name)
    }

    /// Returns the name in JSON. The variants are declared in the order of these names.
    #[must_use]
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Github => "github",
            Self::Hubspot => "hubspot",
            Self::Slack => "slack",
        }
    }
}

impl fmt::Display for OAuthTenantProvider {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.as_str())
    }
}

/// The error for text that is not a tenant id.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Error)]
#[error("expected a tenant id of 1 to 256 characters without control characters")]
pub struct OAuthTenantIdError;

/// A provider's id for a tenant, such as a Slack team id. Ids are compared case-sensitively.
#[derive(Debug, Clone, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct OAuthTenantId(String);

impl OAuthTenantId {
    /// Parses a tenant id that can be part of a table key.
    ///
    /// # Errors
    /// [`OAuthTenantIdError`] if `text` is empty, longer than 256 characters, or contains control characters.
    pub fn parse(text: &str) -> Result<Self, OAuthTenantIdError> {
        let fits = (1..=256).contains(&text.chars().count()) && !text.chars().any(char::is_control);
        fits.then(|| Self(text.to_owned())).ok_or(OAuthTenantIdError)
    }
}

string_newtype!(OAuthTenantId);

/// Tenants by provider, in JSON `{"slack": ["T0123"]}`.
///
/// A session contains the tenants that the login service verified; an organization contains the tenants that it trusts.
///
/// ```
/// use org_discovery::domain::{OAuthTenantId, OAuthTenantProvider, OAuthTenants};
///
/// let tenants: OAuthTenants = serde_json::from_str(r#"{"slack": ["T0123"]}"#)?;
/// let tenant = OAuthTenantId::parse("T0123")?;
/// assert!(tenants.contains(OAuthTenantProvider::Slack, &tenant));
/// assert!(!tenants.contains(OAuthTenantProvider::Github, &tenant));
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(transparent)]
pub struct OAuthTenants(BTreeMap<OAuthTenantProvider, Vec<OAuthTenantId>>);

impl OAuthTenants {
    /// Returns true if the collection contains `tenant` of `provider`.
    #[must_use]
    pub fn contains(&self, provider: OAuthTenantProvider, tenant: &OAuthTenantId) -> bool {
        self.0.get(&provider).is_some_and(|tenants| tenants.contains(tenant))
    }

    /// Returns each tenant with its provider, ordered by provider. Duplicates are kept.
    pub fn iter(&self) -> impl Iterator<Item = (OAuthTenantProvider, &OAuthTenantId)> {
        self.0.iter().flat_map(|(provider, tenants)| tenants.iter().map(|tenant| (*provider, tenant)))
    }
}

impl FromIterator<(OAuthTenantProvider, OAuthTenantId)> for OAuthTenants {
    fn from_iter<I: IntoIterator<Item = (OAuthTenantProvider, OAuthTenantId)>>(tenants: I) -> Self {
        let mut by_provider: BTreeMap<_, Vec<_>> = BTreeMap::new();
        for (provider, tenant) in tenants {
            by_provider.entry(provider).or_default().push(tenant);
        }
        Self(by_provider)
    }
}
