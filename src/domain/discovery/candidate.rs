//! Organizations that concern a person, and why.

use std::collections::BTreeSet;

use super::{
    Facts, MembershipType,
    joining::{DomainWay, TenantWay},
};
use crate::domain::{
    EmailDomain, Member, OAuthTenantId, OAuthTenantProvider, OAuthTenants, Organization, OrganizationId,
    SessionKind, Written,
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

/// The organizations that the person may join; none in a member session.
fn joinable(facts: &Facts) -> impl Iterator<Item = Candidate<'_>> {
    let known: BTreeSet<&OrganizationId> =
        facts.members.iter().map(|member| &member.organization_id).chain(&facts.damaged_members).collect();
    let tenants = match &facts.session.kind {
        SessionKind::Intermediate { oauth_tenants, .. } => Some(oauth_tenants),
        SessionKind::Member(_) => None,
    };
    let unknown = facts.organizations.values().filter(move |o| !known.contains(&o.organization_id));
    unknown.filter_map(move |organization| {
        let relation = by_domain(facts, organization).or_else(|| by_tenant(tenants?, organization));
        tenants.and(relation).map(|relation| Candidate { organization, relation })
    })
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
