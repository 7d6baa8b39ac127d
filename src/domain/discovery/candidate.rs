//! Candidates: the organizations that a person belongs to or may join.

use super::{
    Facts, MembershipType,
    join_eligibility::{DomainEligibility, TenantEligibility},
};
use crate::domain::{
    CachedJson, EmailDomain, Member, OAuthTenantId, OAuthTenantProvider, OAuthTenants, Organization,
    SessionKind,
};

/// An organization and the person's relation to it.
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
    /// A Member has the person's address, and is not deleted.
    Member {
        /// The Member.
        member: &'f CachedJson<Member>,
        /// The type of the membership, which follows from the Member's status.
        r#type: MembershipType,
    },
    /// People of the address's domain may join.
    EmailDomain(&'f EmailDomain),
    /// People of this tenant may join.
    OAuthTenant {
        /// The tenant's provider.
        provider: OAuthTenantProvider,
        /// The provider's id of the tenant.
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

/// Returns one candidate for each organization, memberships first.
pub(super) fn candidates(facts: &Facts) -> Vec<Candidate<'_>> {
    let mut candidates = memberships(facts);
    // A member session belongs to one organization. It shows memberships and joins nothing.
    if let SessionKind::Intermediate { oauth_tenants, .. } = &facts.session.kind {
        candidates.extend(joinable(facts, oauth_tenants));
    }
    candidates
}

/// Returns the organizations in which the person has a Member that is not deleted.
fn memberships(facts: &Facts) -> Vec<Candidate<'_>> {
    let mut memberships = Vec::new();
    for member in &facts.address_members.members {
        // A deleted Member is no membership.
        let Some(r#type) = MembershipType::of(member.status) else {
            continue;
        };
        // The organization of a membership can be gone, or damaged. Then there is nothing to show.
        let Some(organization) = facts.organizations.get(&member.organization_id) else {
            continue;
        };
        memberships.push(Candidate { organization, relation: Relation::Member { member, r#type } });
    }
    memberships
}

/// Returns the organizations that the person may join. E-mail domain precedes OAuth tenant where both apply.
fn joinable<'f>(facts: &'f Facts, proved_tenants: &'f OAuthTenants) -> Vec<Candidate<'f>> {
    let excluded = facts.address_members.organizations_of_address();
    let mut joinable = Vec::new();
    for organization in facts.organizations.values() {
        // A Member has this address, readable or not, or has retired it. A deleted Member must not return by joining, and an
        // address that belongs to another person cannot be used to join.
        if excluded.contains(&organization.organization_id) {
            continue;
        }
        if let Some(domain) = eligible_domain(facts, organization) {
            joinable.push(Candidate { organization, relation: Relation::EmailDomain(domain) });
        } else if let Some((provider, tenant)) = TenantEligibility::of(organization, proved_tenants).tenant()
        {
            joinable.push(Candidate { organization, relation: Relation::OAuthTenant { provider, tenant } });
        }
    }
    joinable
}

/// Returns the address's domain if its people may join the organization.
fn eligible_domain<'f>(facts: &'f Facts, organization: &Organization) -> Option<&'f EmailDomain> {
    let domain = facts.session.email_address.domain();
    let verified_members = facts.verified_members.get(&organization.organization_id).copied().unwrap_or(0);
    let eligibility = DomainEligibility::of(organization, domain, verified_members);
    if eligibility.is_met() { Some(domain) } else { None }
}
