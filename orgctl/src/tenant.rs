//! Tenants as people write them: `slack:T123`.

use org_discovery::domain::{OAuthTenantId, OAuthTenantProvider};

/// A tenant at another service.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Tenant(OAuthTenantProvider, OAuthTenantId);

impl Tenant {
    pub fn into_pair(self) -> (OAuthTenantProvider, OAuthTenantId) {
        (self.0, self.1)
    }
}

/// Reads a provider and a tenant's id.
pub fn parse(text: &str) -> Result<Tenant, String> {
    use OAuthTenantProvider::{Github, Hubspot, Slack};
    let expected = "expected github:ID, hubspot:ID or slack:ID";
    let (provider, id) = text.split_once(':').ok_or(expected)?;
    let provider = [Github, Hubspot, Slack].into_iter().find(|known| known.as_str() == provider);
    let id = OAuthTenantId::parse(id).map_err(|error| error.to_string())?;
    Ok(Tenant(provider.ok_or(expected)?, id))
}
