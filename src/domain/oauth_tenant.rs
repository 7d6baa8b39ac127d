//! Workspaces at other services, by which people can belong together.

use std::{collections::BTreeMap, fmt};

use serde::{Deserialize, Serialize};
use thiserror::Error;

use super::string_newtype::string_newtype;

/// A service whose workspaces an organization can trust.
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
    /// The name on the wire. The order of the variants is the order of these names.
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

/// A text that names no tenant.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Error)]
#[error("expected a tenant id of 1 to 256 characters without control characters")]
pub struct OAuthTenantIdError;

/// A provider's name for a tenant; compared exactly.
#[derive(Debug, Clone, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct OAuthTenantId(String);

impl OAuthTenantId {
    /// Checks that `text` can stand in a table key.
    ///
    /// # Errors
    /// [`OAuthTenantIdError`] when it is empty, longer than 256 characters, or holds control characters.
    pub fn parse(text: &str) -> Result<Self, OAuthTenantIdError> {
        let fits = (1..=256).contains(&text.chars().count()) && !text.chars().any(char::is_control);
        fits.then(|| Self(text.to_owned())).ok_or(OAuthTenantIdError)
    }
}

string_newtype!(OAuthTenantId);

/// Tenants by provider: `{"slack": ["T1234"]}`.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(transparent)]
pub struct OAuthTenants(BTreeMap<OAuthTenantProvider, Vec<OAuthTenantId>>);

impl OAuthTenants {
    /// Whether `tenant` of `provider` is among them.
    #[must_use]
    pub fn contains(&self, provider: OAuthTenantProvider, tenant: &OAuthTenantId) -> bool {
        self.0.get(&provider).is_some_and(|tenants| tenants.contains(tenant))
    }

    /// Every tenant with its provider; one that is listed twice comes twice.
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
