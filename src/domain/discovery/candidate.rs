//! Organizations that concern a person, and why.

use super::{
    Facts, MembershipType,
    joining::{DomainWay, TenantWay},
};
use crate::domain::{
    EmailDomain, Member, OAuthTenantId, OAuthTenantProvider, OAuthTenants, Organization, SessionKind, Written,
};

/// An organization and the person's relation to it.
#[derive(Debug, Clone, Copy)]
pub struct Candidate<'f> {
    /// The organization.
    pub organization: &'f Written<Organization>,
    /// Why it concerns the person.
    pub relation: Relation<'f>,
}

/// Why an organization concerns a person.
#[derive(Debug, Clone, Copy)]
pub enum Relation<'f> {
    /// There is a Member for the address that was not deleted.
    Member {
        /// The Member.
        member: &'f Written<Member>,
        /// Where the Member stands.
        r#type: MembershipType,
    },
    /// People of the address's domain may join.
    EmailDomain(&'f EmailDomain),
    /// People of this tenant may join.
    OAuthTenant {
        /// The service.
        provider: OAuthTenantProvider,
        /// Its name for the tenant.
        tenant: &'f OAuthTenantId,
    },
}

impl<'f> Candidate<'f> {
    /// The Member, where there is one.
    #[must_use]
    pub fn member(&self) -> Option<&'f Member> {
        match self.relation {
            Relation::Member { member, .. } => Some(member),
            Relation::EmailDomain(_) | Relation::OAuthTenant { .. } => None,
        }
    }
}

/// One candidate for each organization: a membership wins over eligibility. A deleted Member keeps its organization out
/// altogether, because who was removed does not come back by joining.
pub(super) fn candidates(facts: &Facts) -> Vec<Candidate<'_>> {
    let memberships = facts.members.iter().filter_map(|member| {
        let r#type = MembershipType::of(member.status)?;
        let organization = facts.organizations.get(&member.organization_id)?;
        let relation = Relation::Member { member, r#type };
        Some(Candidate { organization, relation })
    });
    memberships.chain(joinable(facts)).collect()
}

/// Returns the organizations that the person may join. A member session joins nothing.
fn joinable(facts: &Facts) -> Vec<Candidate<'_>> {
    let SessionKind::Intermediate { oauth_tenants, .. } = &facts.session.kind else {
        return Vec::new();
    };
    let excluded = facts.organizations_that_know_the_address();
    let mut candidates = Vec::new();
    for organization in facts.organizations.values() {
        if excluded.contains(&organization.organization_id) {
            continue;
        }
        let relation = by_domain(facts, organization).or_else(|| by_tenant(oauth_tenants, organization));
        candidates.extend(relation.map(|relation| Candidate { organization, relation }));
    }
    candidates
}

fn by_domain<'f>(facts: &'f Facts, organization: &Organization) -> Option<Relation<'f>> {
    let domain = facts.session.email_address.domain();
    let others = facts.verified_members.get(&organization.organization_id).copied().unwrap_or(0);
    DomainWay::of(organization, domain, others).is_open().then_some(Relation::EmailDomain(domain))
}

fn by_tenant<'f>(proved: &'f OAuthTenants, organization: &Organization) -> Option<Relation<'f>> {
    let (provider, tenant) = TenantWay::of(organization, proved).opens()?;
    Some(Relation::OAuthTenant { provider, tenant })
}
