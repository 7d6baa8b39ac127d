//! The rules of the decision, each with what was found.

use super::Case;
use crate::domain::{
    EmailDomain, Member, MemberId, OAuthTenantId, OAuthTenantProvider, OAuthTenants,
    discovery::join_eligibility::{DomainEligibility, JitSetting, TenantEligibility},
};

/// A rule, and what was found.
#[derive(Debug, Clone, PartialEq)]
pub enum Rule<'f> {
    /// The organization must exist, and be readable.
    OrganizationExists(Existence),
    /// A Member that was not deleted is a membership. A deleted one keeps the organization out.
    Member(MemberFound<'f>),
    /// Only an intermediate session shows what can be joined.
    IntermediateSession(bool),
    /// A setting of the organization must let people join.
    JitAllowed {
        /// The setting.
        setting: JitSetting,
        /// True if it does.
        passes: bool,
    },
    /// `email_allowed_domains` must list the address's domain exactly.
    DomainListed {
        /// The address's domain.
        domain: &'f EmailDomain,
        /// What the organization lists.
        listed: &'f [EmailDomain],
        /// Whether the domain is among them.
        passes: bool,
    },
    /// The domain must not be a common mailbox provider's.
    DomainIsOwn {
        /// The address's domain.
        domain: &'f EmailDomain,
        /// Whether it is nobody's in particular.
        passes: bool,
    },
    /// Somebody else of the domain must be there, active and verified.
    VerifiedMembers {
        /// The address's domain.
        domain: &'f EmailDomain,
        /// How many there are; `None` when that cannot be read.
        count: Option<u64>,
    },
    /// The `joinable` table must lead from the domain to the organization.
    DomainEdge(bool),
    /// `allowed_oauth_tenants` must list a tenant that the session has shown.
    TenantListed {
        /// What the session has shown.
        shown: &'f OAuthTenants,
        /// What the organization lists.
        listed: &'f OAuthTenants,
        /// The one that is in both.
        matching: Option<(OAuthTenantProvider, &'f OAuthTenantId)>,
    },
    /// The `joinable` table must lead from the tenant to the organization.
    TenantEdge(bool),
    /// A session whose only primary factors are SSO and passwords of single organizations sees only the organizations for
    /// which its address is verified.
    SsoScope {
        /// The connections that the session came through.
        connections: Vec<&'f str>,
        /// Whether the session may see this organization.
        passes: bool,
    },
}

/// Whether there is an organization.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Existence {
    /// There is.
    Exists,
    /// There is not.
    Missing,
    /// Something is there, and cannot be read.
    Damaged,
}

/// The person's Member in an organization.
#[derive(Debug, Clone, Copy, PartialEq)]
pub enum MemberFound<'f> {
    /// Active, pending or invited.
    Live(&'f Member),
    /// Removed.
    Deleted(&'f Member),
    /// There, and cannot be read.
    Damaged,
    /// Absent, and the address is one that this Member retired: it cannot be used to join.
    Retired(&'f MemberId),
    /// None.
    None,
}

impl Rule<'_> {
    /// The rule's name, for programs.
    #[must_use]
    pub fn name(&self) -> &'static str {
        match self {
            Self::OrganizationExists(_) => "organization_exists",
            Self::Member(_) => "member",
            Self::IntermediateSession(_) => "intermediate_session",
            Self::JitAllowed { setting, .. } => setting.names().rule,
            Self::DomainListed { .. } => "domain_listed",
            Self::DomainIsOwn { .. } => "domain_is_own",
            Self::VerifiedMembers { .. } => "verified_members",
            Self::DomainEdge(_) => "domain_edge",
            Self::TenantListed { .. } => "tenant_listed",
            Self::TenantEdge(_) => "tenant_edge",
            Self::SsoScope { .. } => "sso_scope",
        }
    }

    /// Whether what was found lets the organization be shown, as far as this rule goes.
    #[must_use]
    pub fn passes(&self) -> bool {
        match self {
            Self::OrganizationExists(existence) => *existence == Existence::Exists,
            Self::Member(found) => matches!(found, MemberFound::Live(_)),
            Self::IntermediateSession(passes)
            | Self::DomainEdge(passes)
            | Self::JitAllowed { passes, .. }
            | Self::TenantEdge(passes)
            | Self::DomainListed { passes, .. }
            | Self::DomainIsOwn { passes, .. }
            | Self::SsoScope { passes, .. } => *passes,
            Self::VerifiedMembers { count, .. } => count.is_some_and(|count| count > 0),
            Self::TenantListed { matching, .. } => matching.is_some(),
        }
    }
}

impl<'f> Case<'f> {
    /// The rules that bear on the case: where there is a Member, joining is not asked about.
    pub(super) fn rules(&self) -> Vec<Rule<'f>> {
        let mut rules = vec![Rule::OrganizationExists(self.existence), Rule::Member(self.member)];
        if self.member == MemberFound::None && self.existence == Existence::Exists {
            rules.push(Rule::IntermediateSession(self.tenants.is_some()));
            rules.extend(self.domain_rules());
            rules.extend(self.tenant_rules());
        }
        rules.extend(self.scope_rule());
        rules
    }

    fn domain_rules(&self) -> Vec<Rule<'f>> {
        let Some(organization) = self.about.organization else {
            return Vec::new();
        };
        let domain = self.facts.session.email_address.domain();
        let way = DomainEligibility::of(organization, domain, self.about.verified_members.unwrap_or(0));
        let mut rules = vec![
            Rule::JitAllowed { setting: JitSetting::Email, passes: way.allowed },
            Rule::DomainListed { domain, listed: &organization.email_allowed_domains, passes: way.listed },
            Rule::DomainIsOwn { domain, passes: !way.common_mailbox },
            Rule::VerifiedMembers { domain, count: self.about.verified_members },
        ];
        if way.is_admitted() {
            rules.push(Rule::DomainEdge(self.about.domain_edge));
        }
        rules
    }

    fn tenant_rules(&self) -> Vec<Rule<'f>> {
        let (Some(organization), Some(shown)) = (self.about.organization, self.tenants) else {
            return Vec::new();
        };
        let way = TenantEligibility::of(organization, shown);
        let listed = &organization.allowed_oauth_tenants;
        // Where neither side knows of tenants, nobody wonders about them.
        if !way.allowed && listed.iter().chain(shown.iter()).next().is_none() {
            return Vec::new();
        }
        let mut rules = vec![
            Rule::JitAllowed { setting: JitSetting::Tenant, passes: way.allowed },
            Rule::TenantListed { shown, listed, matching: way.matching },
        ];
        // Something else may have led there. Then nobody asks for the edge.
        if way.tenant().is_some() && (self.about.tenant_edge || !self.is_reached_for_tenant()) {
            rules.push(Rule::TenantEdge(self.about.tenant_edge));
        }
        rules
    }

    fn scope_rule(&self) -> Option<Rule<'f>> {
        let connections = self.scope.connections.clone()?;
        Some(Rule::SsoScope { connections, passes: self.is_covered() })
    }
}
