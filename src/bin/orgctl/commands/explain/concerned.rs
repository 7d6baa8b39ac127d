//! The organizations that could be meant.

use std::collections::{BTreeMap, BTreeSet};

use org_discovery::{
    domain::{
        AuthenticationFactor as Factor, Organization, OrganizationId, Session, SessionKind,
        discovery::{Facts, explain::Circumstances},
    },
    lookup::Joinable,
    store::StoreError,
};

use crate::{context::Context, failure::Failure, named};

/// Organizations, and what is known of each.
pub struct Concerned {
    organizations: BTreeMap<OrganizationId, Option<Organization>>,
    verified_members: BTreeMap<OrganizationId, u64>,
    edges: Joinable,
    /// How many more there are that have nothing to do with the person; not counted when one was asked for.
    pub others: Option<usize>,
}

impl Concerned {
    /// The one that was asked for, whether or not it exists.
    pub async fn one(
        name: &str,
        facts: &Facts,
        edges: &Joinable,
        context: &Context,
    ) -> Result<Self, Failure> {
        let id = named::organization_id(name, context).await?;
        let damaged = facts.damaged_organizations.contains(&id);
        let organization = if damaged { None } else { context.writer()?.organization(&id).await? };
        Ok(Self {
            organizations: BTreeMap::from([(id, organization)]),
            verified_members: verified_members(facts, context).await?,
            edges: edges.clone(),
            others: None,
        })
    }

    /// Those that the person's Members, the session or a joinable edge lead to, and those whose settings name something
    /// that the person has.
    pub async fn all(facts: &Facts, edges: &Joinable, context: &Context) -> Result<Self, Failure> {
        let verified_members = verified_members(facts, context).await?;
        let mut organizations: BTreeMap<_, _> =
            led_to(facts, edges).into_iter().map(|id| (id, None)).collect();
        let mut others = 0;
        let mut every = context.store().every_organization(context.project()?);
        while let Some(organization) = every.next().await {
            match organization {
                Ok(organization) => {
                    let id = organization.organization_id.clone();
                    let names = names_something_of(&organization, &facts.session);
                    if organizations.contains_key(&id) || names || verified_members.contains_key(&id) {
                        organizations.insert(id, Some(organization));
                    } else {
                        others += 1;
                    }
                }
                Err(StoreError::Damaged { .. }) => {}
                Err(error) => return Err(error.into()),
            }
        }
        Ok(Self { organizations, verified_members, edges: edges.clone(), others: Some(others) })
    }

    pub fn circumstances(&self) -> impl Iterator<Item = Circumstances<'_>> {
        self.organizations.iter().map(|(id, organization)| Circumstances {
            organization_id: id,
            organization: organization.as_ref(),
            verified_members: self.verified_members.get(id).copied().unwrap_or(0),
            domain_edge: self.edges.by_domain.contains(id),
            tenant_edge: self.edges.by_tenant.contains(id),
        })
    }
}

async fn verified_members(
    facts: &Facts,
    context: &Context,
) -> Result<BTreeMap<OrganizationId, u64>, Failure> {
    let domain = facts.session.email_address.domain();
    Ok(context.store().verified_members_of(context.project()?, domain).await?)
}

fn led_to(facts: &Facts, edges: &Joinable) -> BTreeSet<OrganizationId> {
    let members = facts.members.iter().map(|member| &member.organization_id);
    let hint = match &facts.session.kind {
        SessionKind::Intermediate { organization_id_hint, .. } => organization_id_hint.as_ref(),
        SessionKind::Member(_) => None,
    };
    members
        .chain(&facts.damaged_members)
        .chain(&facts.damaged_organizations)
        .chain(&edges.by_domain)
        .chain(&edges.by_tenant)
        .chain(hint)
        .cloned()
        .collect()
}

/// Whether the organization's settings name the address's domain, a tenant or an SSO connection of the session.
fn names_something_of(organization: &Organization, session: &Session) -> bool {
    let domain = session.email_address.domain();
    let by_domain = organization.email_allowed_domains.contains(domain)
        || organization.claimed_email_domains.contains(domain);
    let trusted = &organization.allowed_oauth_tenants;
    let by_tenant = match &session.kind {
        SessionKind::Intermediate { oauth_tenants, .. } => {
            oauth_tenants.iter().any(|(provider, tenant)| trusted.contains(provider, tenant))
        }
        SessionKind::Member(_) => false,
    };
    let owns = |factor: &Factor| match factor {
        Factor::Sso { connection_id: Some(id) } => organization.owns_sso_connection(id),
        _ => false,
    };
    by_domain || by_tenant || session.authentication_factors.as_slice().iter().any(owns)
}
