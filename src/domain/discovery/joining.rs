//! The ways in which somebody who is no Member may find an organization: rule by rule, so that an explanation can name the
//! one that fails.

use crate::domain::{
    EmailDomain, OAuthTenantId, OAuthTenantProvider, OAuthTenants, Organization,
    organization::{EmailJitProvisioning, JitProvisioning},
};

/// By domain: the organization's settings admit it, and somebody else of the domain is there already, active and
/// verified. Without that second half, whoever comes first could list a stranger's domain and wait for its people.
pub(super) struct DomainWay {
    /// The organization lets people join by domain.
    pub(super) allowed: bool,
    /// It lists this domain.
    pub(super) listed: bool,
    /// Anybody can have a mailbox there, so it never counts, whatever the list says.
    pub(super) common_mailbox: bool,
    /// Active Members of the organization with a verified address of the domain.
    pub(super) verified_members: u64,
}

impl DomainWay {
    pub(super) fn of(organization: &Organization, domain: &EmailDomain, verified_members: u64) -> Self {
        Self {
            allowed: organization.email_jit_provisioning == EmailJitProvisioning::Restricted,
            listed: organization.email_allowed_domains.contains(domain),
            common_mailbox: domain.is_common_mailbox(),
            verified_members,
        }
    }

    /// Whether the organization's own settings let people of the domain in.
    pub(super) fn is_admitted(&self) -> bool {
        self.allowed && self.listed && !self.common_mailbox
    }

    pub(super) fn is_open(&self) -> bool {
        self.is_admitted() && self.verified_members > 0
    }
}

/// By tenant: the organization trusts one that the person has shown.
pub(super) struct TenantWay<'p> {
    /// The organization lets people join by tenant.
    pub(super) allowed: bool,
    /// Of several tenants that match, the smallest provider, then the smallest tenant.
    pub(super) matching: Option<(OAuthTenantProvider, &'p OAuthTenantId)>,
}

impl<'p> TenantWay<'p> {
    pub(super) fn of(organization: &Organization, proved: &'p OAuthTenants) -> Self {
        let trusted = &organization.allowed_oauth_tenants;
        Self {
            allowed: organization.oauth_tenant_jit_provisioning == JitProvisioning::Restricted,
            matching: proved.iter().filter(|(provider, tenant)| trusted.contains(*provider, tenant)).min(),
        }
    }

    /// The tenant by which the person may join.
    pub(super) fn opens(&self) -> Option<(OAuthTenantProvider, &'p OAuthTenantId)> {
        self.matching.filter(|_| self.allowed)
    }
}
