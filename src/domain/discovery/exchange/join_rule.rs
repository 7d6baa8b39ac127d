//! The rule by which a person joins an organization.

use std::fmt;

use crate::domain::{
    EmailDomain, OAuthTenantId, OAuthTenantProvider, OAuthTenants, Organization,
    discovery::{Relation, join_eligibility::DomainEligibility},
    organization::JitProvisioning,
};

/// The rule by which a person joins an organization. It is stored with a pending Member, in the format of a joinable
/// edge, until the person completes the sign-in.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum JoinRule {
    /// By the domain of the address.
    EmailDomain(EmailDomain),
    /// By an OAuth tenant.
    OAuthTenant(OAuthTenantProvider, OAuthTenantId),
}

impl JoinRule {
    /// Returns the rule of a relation, or `None` for a Member.
    pub(super) fn of(relation: &Relation<'_>) -> Option<Self> {
        match relation {
            Relation::Member { .. } => None,
            Relation::EmailDomain(domain) => Some(Self::EmailDomain((*domain).clone())),
            Relation::OAuthTenant { provider, tenant } => {
                Some(Self::OAuthTenant(*provider, (*tenant).clone()))
            }
        }
    }

    /// Parses a stored rule. Returns `None` for other text.
    #[must_use]
    pub fn parse(text: &str) -> Option<Self> {
        let (kind, rest) = text.split_once('#')?;
        match kind {
            "domain" => EmailDomain::parse(rest).ok().map(Self::EmailDomain),
            "tenant" => {
                let (provider, tenant) = rest.split_once('#')?;
                let provider = OAuthTenantProvider::parse(provider)?;
                Some(Self::OAuthTenant(provider, OAuthTenantId::parse(tenant).ok()?))
            }
            _ => None,
        }
    }

    /// Returns true if a person with an address of `domain` and these tenants may join `organization` by the rule,
    /// provided that the organization has a verified Member of the domain.
    pub(super) fn admits(
        &self,
        organization: &Organization,
        domain: &EmailDomain,
        tenants: &OAuthTenants,
    ) -> bool {
        match self {
            Self::EmailDomain(by) => by == domain && DomainEligibility::of(organization, by, 0).is_admitted(),
            Self::OAuthTenant(provider, tenant) => {
                organization.oauth_tenant_jit_provisioning == JitProvisioning::Restricted
                    && organization.allowed_oauth_tenants.contains(*provider, tenant)
                    && tenants.contains(*provider, tenant)
            }
        }
    }

    /// Returns the domain of a rule by domain.
    #[must_use]
    pub fn domain(&self) -> Option<&EmailDomain> {
        match self {
            Self::EmailDomain(domain) => Some(domain),
            Self::OAuthTenant(..) => None,
        }
    }
}

/// Formats the rule for storage: `domain#acme.com`, `tenant#slack#T1234`.
impl fmt::Display for JoinRule {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::EmailDomain(domain) => write!(f, "domain#{domain}"),
            Self::OAuthTenant(provider, tenant) => write!(f, "tenant#{provider}#{tenant}"),
        }
    }
}
