//! Eligibility to join an organization without an invitation, by email domain or by OAuth tenant.
//!
//! Each condition is a separate field, so that an explanation can report the ones that fail.

use crate::domain::{
    EmailDomain, OAuthTenantId, OAuthTenantProvider, OAuthTenants, Organization,
    organization::{EmailJitProvisioning, JitProvisioning},
};

/// The conditions for joining by email domain.
///
/// The organization's settings must admit the domain, and another person of the domain must be an active Member with a
/// verified address. Without the second condition, an attacker could list the domain of another company and lure its
/// employees into the attacker's organization.
pub(super) struct DomainEligibility {
    /// True if the organization allows joining by domain.
    pub(super) allowed: bool,
    /// True if the organization lists this domain.
    pub(super) listed: bool,
    /// True if the domain is a shared mailbox domain, which never makes a person eligible, even if the organization
    /// lists it.
    pub(super) shared_mailbox: bool,
    /// The number of active Members of the organization with a verified address of the domain.
    pub(super) verified_members: u64,
}

impl DomainEligibility {
    /// Evaluates the conditions for an address of `domain`.
    pub(super) fn of(organization: &Organization, domain: &EmailDomain, verified_members: u64) -> Self {
        Self {
            allowed: organization.email_jit_provisioning == EmailJitProvisioning::Restricted,
            listed: organization.email_allowed_domains.contains(domain),
            shared_mailbox: domain.is_shared_mailbox(),
            verified_members,
        }
    }

    /// Returns true if the organization's settings admit the domain.
    pub(super) fn is_admitted(&self) -> bool {
        self.allowed && self.listed && !self.shared_mailbox
    }

    /// Returns true if all conditions are met.
    pub(super) fn is_met(&self) -> bool {
        self.is_admitted() && self.verified_members > 0
    }
}

/// The conditions for joining by OAuth tenant: the organization must allow it and list a tenant of the session.
pub(super) struct TenantEligibility<'p> {
    /// True if the organization allows joining by tenant.
    pub(super) allowed: bool,
    /// The first tenant, by provider and id, that the session has and the organization lists.
    pub(super) matching: Option<(OAuthTenantProvider, &'p OAuthTenantId)>,
}

impl<'p> TenantEligibility<'p> {
    /// Evaluates the conditions for a session with these tenants.
    pub(super) fn of(organization: &Organization, verified: &'p OAuthTenants) -> Self {
        let trusted = &organization.allowed_oauth_tenants;
        Self {
            allowed: organization.oauth_tenant_jit_provisioning == JitProvisioning::Restricted,
            matching: verified.iter().filter(|(provider, tenant)| trusted.contains(*provider, tenant)).min(),
        }
    }

    /// Returns the tenant by which the person can join, or `None` if a condition is not met.
    pub(super) fn tenant(&self) -> Option<(OAuthTenantProvider, &'p OAuthTenantId)> {
        if self.allowed { self.matching } else { None }
    }
}

/// A setting that allows people to join an organization without an invitation (just-in-time provisioning).
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
    /// The name of the rule that checks the setting.
    pub rule: &'static str,
    /// The name of the change that allows people to join.
    pub change: &'static str,
    /// The method of joining, for messages.
    pub method: &'static str,
    /// The organization's field that contains the setting.
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
                method: "domain",
                field: "email_jit_provisioning",
                value: "RESTRICTED",
            },
            Self::Tenant => JitSettingNames {
                rule: "tenant_jit_allowed",
                change: "allow_tenant_jit",
                method: "tenant",
                field: "oauth_tenant_jit_provisioning",
                value: "RESTRICTED",
            },
        }
    }
}
