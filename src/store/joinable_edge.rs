//! The ways in which people may find an organization that they do not belong to yet.

use std::{collections::BTreeSet, fmt};

use crate::domain::{
    EmailDomain, OAuthTenantId, OAuthTenantProvider, Organization,
    organization::{EmailJitProvisioning, JitProvisioning},
};

/// A property of a person by which an organization can be looked up. Depends only on the organization's own settings.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum JoinableEdge {
    /// An address of this domain.
    EmailDomain(EmailDomain),
    /// A tenant at another service.
    OAuthTenant(OAuthTenantProvider, OAuthTenantId),
}

impl JoinableEdge {
    /// The edges that `organization`'s settings make. Common mailbox domains make none.
    #[must_use]
    pub fn of(organization: &Organization) -> BTreeSet<Self> {
        let by_domain = organization.email_jit_provisioning == EmailJitProvisioning::Restricted;
        let by_tenant = organization.oauth_tenant_jit_provisioning == JitProvisioning::Restricted;
        let domains =
            organization.email_allowed_domains.iter().filter(|d| by_domain && !d.is_common_mailbox());
        let tenants = organization.allowed_oauth_tenants.iter().filter(|_| by_tenant);
        domains
            .cloned()
            .map(Self::EmailDomain)
            .chain(tenants.map(|(provider, tenant)| Self::OAuthTenant(provider, tenant.clone())))
            .collect()
    }
}

/// The form in which an edge stands in a key: `domain#acme.com`, `tenant#slack#T1234`.
impl fmt::Display for JoinableEdge {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::EmailDomain(domain) => write!(f, "domain#{domain}"),
            Self::OAuthTenant(provider, tenant) => write!(f, "tenant#{provider}#{tenant}"),
        }
    }
}
