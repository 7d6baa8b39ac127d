//! Candidate organizations, to which a person belongs or which the person may join.

use super::{
    Facts, MembershipType,
    join_eligibility::{DomainEligibility, TenantEligibility},
};
use crate::domain::{
    CachedJson, EmailDomain, Member, OAuthTenantId, OAuthTenantProvider, OAuthTenants, Organization,
    SessionKind,
};

/// A candidate organization and the person's relation to it.
#[derive(Debug, Clone, Copy)]
pub struct Candidate<'f> {
    /// The organization.
    pub organization: &'f CachedJson<Organization>,
    /// The person's relation to the organization.
    pub relation: Relation<'f>,
}

/// A person's relation to an organization.
#[derive(Debug, Clone, Copy)]
pub enum Relation<'f> {
    /// The person has a Member that is not deleted.
    Member {
        /// The Member.
        member: &'f CachedJson<Member>,
        /// The membership type, derived from the Member's status.
        r#type: MembershipType,
    },
    /// The person may join by the domain of the address.
    EmailDomain(&'f EmailDomain),
    /// The person may join by this OAuth tenant.
    OAuthTenant {
        /// The tenant's provider.
        provider: OAuthTenantProvider,
        /// The provider's id for the tenant.
        tenant: &'f OAuthTenantId,
    },
}

impl<'f> Candidate<'f> {
    /// Returns the Member, or `None` for an organization that the person may join.
    #[must_use]
    pub fn member(&self) -> Option<&'f Member> {
        match self.relation {
            Relation::Member { member, .. } => Some(member),
            Relation::EmailDomain(_) | Relation::OAuthTenant { .. } => None,
        }
    }
}

/// Returns the candidates, memberships first. Each organization occurs once.
pub(super) fn candidates(facts: &Facts) -> Vec<Candidate<'_>> {
    let mut candidates = memberships(facts);
    // Member sessions, and sessions derived from them, show memberships only.
    if let SessionKind::Intermediate { oauth_tenants, .. } = &facts.session.kind {
        candidates.extend(joinable(facts, oauth_tenants));
    }
    candidates
}

/// Returns the organizations in which the person has a Member that is not deleted.
fn memberships(facts: &Facts) -> Vec<Candidate<'_>> {
    let mut memberships = Vec::new();
    for member in &facts.address_members.members {
        let Some(r#type) = MembershipType::of(member.status) else {
            continue;
        };
        // The organization can be absent or damaged.
        let Some(organization) = facts.organizations.get(&member.organization_id) else {
            continue;
        };
        memberships.push(Candidate { organization, relation: Relation::Member { member, r#type } });
    }
    memberships
}

/// Returns the organizations that the person may join. The email domain takes precedence if the person is eligible
/// both by domain and by tenant.
fn joinable<'f>(facts: &'f Facts, oauth_tenants: &'f OAuthTenants) -> Vec<Candidate<'f>> {
    let excluded = facts.address_members.organizations_of_address();
    let mut joinable = Vec::new();
    for organization in facts.organizations.values() {
        // A deleted Member must not return by joining, and an address that another Member retired cannot be used to
        // join.
        if excluded.contains(&organization.organization_id) {
            continue;
        }
        if let Some(domain) = eligible_domain(facts, organization) {
            joinable.push(Candidate { organization, relation: Relation::EmailDomain(domain) });
        } else if let Some((provider, tenant)) = TenantEligibility::of(organization, oauth_tenants).tenant() {
            joinable.push(Candidate { organization, relation: Relation::OAuthTenant { provider, tenant } });
        }
    }
    joinable
}

/// Returns the domain of the address if the person may join the organization by it.
fn eligible_domain<'f>(facts: &'f Facts, organization: &Organization) -> Option<&'f EmailDomain> {
    let domain = facts.session.email_address.domain();
    let verified_members = facts.verified_members.get(&organization.organization_id).copied().unwrap_or(0);
    let eligibility = DomainEligibility::of(organization, domain, verified_members);
    if eligibility.is_met() { Some(domain) } else { None }
}
