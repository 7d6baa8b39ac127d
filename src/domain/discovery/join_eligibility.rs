//! The two ways to join an organization without an invitation: by e-mail domain and by OAuth tenant.
//!
//! Each condition is a field of its own, so that an explanation can name the one that fails.

use crate::domain::{
    EmailDomain, OAuthTenantId, OAuthTenantProvider, OAuthTenants, Organization,
    organization::{EmailJitProvisioning, JitProvisioning},
};

/// The conditions for joining by e-mail domain.
///
/// The settings of the organization must admit the domain, and another person of the domain must be an active Member with a
/// verified address. Without the second condition, an attacker could list a domain that is not theirs and wait for its
/// people.
pub(super) struct DomainEligibility {
    /// The organization lets people join by domain.
    pub(super) allowed: bool,
    /// The organization lists this domain.
    pub(super) listed: bool,
    /// The domain is a common mailbox provider's. Such a domain never counts, even where it is listed.
    pub(super) common_mailbox: bool,
    /// Active Members of the organization with a verified address of the domain.
    pub(super) verified_members: u64,
}

impl DomainEligibility {
    /// Evaluates the conditions for an address of `domain`.
    pub(super) fn of(organization: &Organization, domain: &EmailDomain, verified_members: u64) -> Self {
        Self {
            allowed: organization.email_jit_provisioning == EmailJitProvisioning::Restricted,
            listed: organization.email_allowed_domains.contains(domain),
            common_mailbox: domain.is_common_mailbox(),
            verified_members,
        }
    }

    /// Returns whether the organization's own settings admit people of the domain.
    pub(super) fn is_admitted(&self) -> bool {
        self.allowed && self.listed && !self.common_mailbox
    }

    /// Returns whether all conditions are met.
    pub(super) fn is_met(&self) -> bool {
        self.is_admitted() && self.verified_members > 0
    }
}

/// The conditions for joining by OAuth tenant: the organization trusts a tenant that the session proves.
pub(super) struct TenantEligibility<'p> {
    /// The organization lets people join by tenant.
    pub(super) allowed: bool,
    /// The tenant that is both proved and trusted. Of several, the smallest provider, then the smallest tenant.
    pub(super) matching: Option<(OAuthTenantProvider, &'p OAuthTenantId)>,
}

impl<'p> TenantEligibility<'p> {
    /// Evaluates the conditions for a session that proves these tenants.
    pub(super) fn of(organization: &Organization, proved: &'p OAuthTenants) -> Self {
        let trusted = &organization.allowed_oauth_tenants;
        Self {
            allowed: organization.oauth_tenant_jit_provisioning == JitProvisioning::Restricted,
            matching: proved.iter().filter(|(provider, tenant)| trusted.contains(*provider, tenant)).min(),
        }
    }

    /// Returns the tenant by which the person can join, or `None` when a condition is not met.
    pub(super) fn tenant(&self) -> Option<(OAuthTenantProvider, &'p OAuthTenantId)> {
        if self.allowed { self.matching } else { None }
    }
}

/// A setting by which an organization lets people join without an invitation.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum JitSetting {
    /// `email_jit_provisioning`.
    Email,
    /// `oauth_tenant_jit_provisioning`.
    Tenant,
}

/// The names of a setting in an explanation.
#[derive(Debug, Clone, Copy)]
pub struct JitSettingNames {
    /// The name of the rule that the setting allows people to join.
    pub rule: &'static str,
    /// The name of the change that allows it.
    pub change: &'static str,
    /// The way to join, in a text.
    pub way: &'static str,
    /// The field of the organization.
    pub field: &'static str,
    /// The value that allows people to join.
    pub value: &'static str,
}

impl JitSetting {
    /// Returns the setting's names.
    #[must_use]
    pub fn names(self) -> JitSettingNames {
        match self {
            Self::Email => JitSettingNames {
                rule: "email_jit_allowed",
                change: "allow_email_jit",
                way: "domain",
                field: "email_jit_provisioning",
                value: "RESTRICTED",
            },
            Self::Tenant => JitSettingNames {
                rule: "tenant_jit_allowed",
                change: "allow_tenant_jit",
                way: "tenant",
                field: "oauth_tenant_jit_provisioning",
                value: "RESTRICTED",
            },
        }
    }
}
