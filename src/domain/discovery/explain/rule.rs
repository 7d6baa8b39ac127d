//! The rules of the decision, with the values that they evaluate.

use super::Evaluation;
use crate::domain::{
    EmailDomain, Member, MemberId, OAuthTenantId, OAuthTenantProvider, OAuthTenants,
    discovery::join_eligibility::{DomainEligibility, JitSetting, TenantEligibility},
};

/// A rule of the decision, with the values that it evaluates.
///
/// Use [`passes`](Self::passes) for the result and [`name`](Self::name) for machine-readable output.
#[derive(Debug, Clone, PartialEq)]
pub enum Rule<'f> {
    /// The organization must exist and its item must not be damaged.
    OrganizationExists(Existence),
    /// The person must have a Member that is not deleted, or be eligible to join. A deleted Member cannot join again.
    Member(MemberState<'f>),
    /// The session must be an intermediate session to show organizations that the person may join.
    IntermediateSession(bool),
    /// A setting of the organization must allow people to join.
    JitAllowed {
        /// The setting.
        setting: JitSetting,
        /// True if the setting allows people to join.
        passes: bool,
    },
    /// `email_allowed_domains` must contain the address's domain. A parent domain does not match.
    DomainListed {
        /// The address's domain.
        domain: &'f EmailDomain,
        /// The organization's `email_allowed_domains`.
        listed: &'f [EmailDomain],
        /// True if the list contains the domain.
        passes: bool,
    },
    /// The domain must not be a shared mailbox domain.
    DomainNotShared {
        /// The address's domain.
        domain: &'f EmailDomain,
        /// True if the domain is not a shared mailbox domain.
        passes: bool,
    },
    /// Another person of the domain must be an active Member with a verified address.
    VerifiedMembers {
        /// The address's domain.
        domain: &'f EmailDomain,
        /// The verified-member counter; `None` if it is damaged.
        count: Option<u64>,
    },
    /// The joinable edge from the domain to the organization must exist.
    DomainEdge(bool),
    /// `allowed_oauth_tenants` must contain a tenant of the session.
    TenantListed {
        /// The session's tenants.
        shown: &'f OAuthTenants,
        /// The organization's `allowed_oauth_tenants`.
        listed: &'f OAuthTenants,
        /// The first tenant in both, by provider and id.
        matching: Option<(OAuthTenantProvider, &'f OAuthTenantId)>,
    },
    /// The joinable edge from the tenant to the organization must exist.
    TenantEdge(bool),
    /// The session's SSO scope must include the organization. If the only primary factors of a session are SSO and
    /// passwords of single organizations, the session shows only organizations for which its address is verified.
    SsoScope {
        /// The session's SSO connections.
        connections: Vec<&'f str>,
        /// True if the session may see this organization.
        passes: bool,
    },
}

/// The state of an organization's item.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Existence {
    /// The item exists and is valid.
    Exists,
    /// The item does not exist.
    Missing,
    /// The item exists and is damaged.
    Damaged,
}

/// The state of the person's Member in an organization.
#[derive(Debug, Clone, Copy, PartialEq)]
pub enum MemberState<'f> {
    /// The Member is active, pending or invited.
    Live(&'f Member),
    /// The Member is deleted.
    Deleted(&'f Member),
    /// The Member's item is damaged.
    Damaged,
    /// No Member has the address, but this Member retired it, so it cannot be used to join.
    Retired(&'f MemberId),
    /// No Member has or retired the address.
    Absent,
}

impl Rule<'_> {
    /// Returns the rule's name in machine-readable output.
    #[must_use]
    pub fn name(&self) -> &'static str {
        match self {
            Self::OrganizationExists(_) => "organization_exists",
            Self::Member(_) => "member",
            Self::IntermediateSession(_) => "intermediate_session",
            Self::JitAllowed { setting, .. } => setting.names().rule,
            Self::DomainListed { .. } => "domain_listed",
            Self::DomainNotShared { .. } => "domain_not_shared",
            Self::VerifiedMembers { .. } => "verified_members",
            Self::DomainEdge(_) => "domain_edge",
            Self::TenantListed { .. } => "tenant_listed",
            Self::TenantEdge(_) => "tenant_edge",
            Self::SsoScope { .. } => "sso_scope",
        }
    }

    /// Returns true if the rule passes.
    ///
    /// Not every rule must pass: a membership needs no rule about joining, and joining by domain or by tenant is
    /// sufficient.
    #[must_use]
    pub fn passes(&self) -> bool {
        match self {
            Self::OrganizationExists(existence) => *existence == Existence::Exists,
            Self::Member(found) => matches!(found, MemberState::Live(_)),
            Self::IntermediateSession(passes)
            | Self::DomainEdge(passes)
            | Self::JitAllowed { passes, .. }
            | Self::TenantEdge(passes)
            | Self::DomainListed { passes, .. }
            | Self::DomainNotShared { passes, .. }
            | Self::SsoScope { passes, .. } => *passes,
            Self::VerifiedMembers { count, .. } => count.is_some_and(|count| count > 0),
            Self::TenantListed { matching, .. } => matching.is_some(),
        }
    }
}

impl<'f> Evaluation<'f> {
    /// Returns the rules that apply. The rules about joining apply only if no Member has or retired the address.
    pub(super) fn rules(&self) -> Vec<Rule<'f>> {
        let mut rules = vec![Rule::OrganizationExists(self.existence), Rule::Member(self.member)];
        if self.member == MemberState::Absent && self.existence == Existence::Exists {
            rules.push(Rule::IntermediateSession(self.tenants.is_some()));
            rules.extend(self.domain_rules());
            rules.extend(self.tenant_rules());
        }
        rules.extend(self.scope_rule());
        rules
    }

    fn domain_rules(&self) -> Vec<Rule<'f>> {
        let Some(organization) = self.state.organization else {
            return Vec::new();
        };
        let domain = self.facts.session.email_address.domain();
        let verified_members = self.state.verified_members.unwrap_or(0);
        let eligibility = DomainEligibility::of(organization, domain, verified_members);
        let listed = &organization.email_allowed_domains;
        let mut rules = vec![
            Rule::JitAllowed { setting: JitSetting::Email, passes: eligibility.allowed },
            Rule::DomainListed { domain, listed, passes: eligibility.listed },
            Rule::DomainNotShared { domain, passes: !eligibility.shared_mailbox },
            Rule::VerifiedMembers { domain, count: self.state.verified_members },
        ];
        if eligibility.is_admitted() {
            rules.push(Rule::DomainEdge(self.state.domain_edge));
        }
        rules
    }

    fn tenant_rules(&self) -> Vec<Rule<'f>> {
        let (Some(organization), Some(shown)) = (self.state.organization, self.tenants) else {
            return Vec::new();
        };
        let eligibility = TenantEligibility::of(organization, shown);
        let listed = &organization.allowed_oauth_tenants;
        // Rules about tenants are noise if neither the organization nor the session has any.
        if !eligibility.allowed && listed.iter().chain(shown.iter()).next().is_none() {
            return Vec::new();
        }
        let mut rules = vec![
            Rule::JitAllowed { setting: JitSetting::Tenant, passes: eligibility.allowed },
            Rule::TenantListed { shown, listed, matching: eligibility.matching },
        ];
        // The edge is not needed if discovery reads the organization for another reason.
        if eligibility.tenant().is_some() && (self.state.tenant_edge || !self.is_reachable_by_tenant()) {
            rules.push(Rule::TenantEdge(self.state.tenant_edge));
        }
        rules
    }

    fn scope_rule(&self) -> Option<Rule<'f>> {
        let connections = self.scope.connections.clone()?;
        Some(Rule::SsoScope { connections, passes: self.is_covered() })
    }
}
