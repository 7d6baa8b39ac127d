//! Parses an OAuth tenant from the command line, such as `slack:T123`.

use std::fmt;

use org_discovery::domain::{OAuthTenantId, OAuthTenantProvider};

/// An OAuth provider and the id of one of its tenants.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct TenantArgument(OAuthTenantProvider, OAuthTenantId);

impl TenantArgument {
    pub fn provider(&self) -> OAuthTenantProvider {
        self.0
    }

    pub fn id(&self) -> &OAuthTenantId {
        &self.1
    }

    pub fn into_pair(self) -> (OAuthTenantProvider, OAuthTenantId) {
        (self.0, self.1)
    }
}

impl fmt::Display for TenantArgument {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}:{}", self.0, self.1)
    }
}

/// Parses `PROVIDER:ID`.
pub fn parse(text: &str) -> Result<TenantArgument, String> {
    let expected = "expected github:ID, hubspot:ID or slack:ID";
    let (provider, id) = text.split_once(':').ok_or(expected)?;
    let provider = OAuthTenantProvider::parse(provider);
    let id = OAuthTenantId::parse(id).map_err(|error| error.to_string())?;
    Ok(TenantArgument(provider.ok_or(expected)?, id))
}
