//! The keys of joinable edges. An edge leads from an email domain or an OAuth tenant to an organization that accepts
//! it.

use std::{collections::BTreeSet, fmt};

use crate::domain::{
    EmailDomain, OAuthTenantId, OAuthTenantProvider, Organization,
    organization::{EmailJitProvisioning, JitProvisioning},
};

/// The starting point of joinable edges: an email domain or an OAuth tenant. The `joinable` table lists the
/// organizations to which it leads. The edges of an organization depend only on its own settings.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum JoinableEdge {
    /// The domain of an email address.
    EmailDomain(EmailDomain),
    /// A tenant of an OAuth provider.
    OAuthTenant(OAuthTenantProvider, OAuthTenantId),
}

impl JoinableEdge {
    /// Returns the edges of an organization, according to its settings. Shared mailbox domains get no edge.
    #[must_use]
    pub fn of(organization: &Organization) -> BTreeSet<Self> {
        let by_domain = organization.email_jit_provisioning == EmailJitProvisioning::Restricted;
        let by_tenant = organization.oauth_tenant_jit_provisioning == JitProvisioning::Restricted;
        let domains =
            organization.email_allowed_domains.iter().filter(|d| by_domain && !d.is_shared_mailbox());
        let tenants = organization.allowed_oauth_tenants.iter().filter(|_| by_tenant);
        domains
            .cloned()
            .map(Self::EmailDomain)
            .chain(tenants.map(|(provider, tenant)| Self::OAuthTenant(provider, tenant.clone())))
            .collect()
    }
}

/// Formats the edge as part of a key: `domain#acme.com`, `tenant#slack#T1234`.
impl fmt::Display for JoinableEdge {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::EmailDomain(domain) => write!(f, "domain#{domain}"),
            Self::OAuthTenant(provider, tenant) => write!(f, "tenant#{provider}#{tenant}"),
        }
    }
}
