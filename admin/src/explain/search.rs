//! Searches for organizations that have a relation to a person.

use std::collections::BTreeSet;

use crate::project_reader::ProjectReader;
use org_discovery::{
    domain::{
        AuthenticationFactor as Factor, Organization, OrganizationId, Session, SessionKind, discovery::Facts,
    },
    service::JoinableOrganizations,
    store::StoreError,
};

/// The result of a scan of all organizations.
#[derive(Debug, Default)]
pub(super) struct Search {
    pub(super) relevant: BTreeSet<OrganizationId>,
    pub(super) others: u64,
    pub(super) damaged: u64,
}

impl Search {
    /// Scans all organizations, and adds to `relevant` those that share a value with the session.
    pub(super) async fn run(
        reader: &ProjectReader,
        relevant: BTreeSet<OrganizationId>,
        session: &Session,
    ) -> Result<Self, StoreError> {
        let mut found = Self { relevant, ..Self::default() };
        let mut every = reader.all_organizations();
        while let Some(organization) = every.next().await {
            match organization {
                Ok(organization) if matches_session(&organization, session) => {
                    found.relevant.insert(organization.organization_id);
                }
                Ok(organization) if found.relevant.contains(&organization.organization_id) => {}
                Ok(_) => found.others += 1,
                Err(StoreError::Damaged { .. }) => found.damaged += 1,
                Err(error) => return Err(error),
            }
        }
        Ok(found)
    }
}

/// Returns the organizations that the person's Members, the session or a joinable edge refer to.
pub(super) fn referenced_organizations(
    facts: &Facts,
    edges: &JoinableOrganizations,
) -> BTreeSet<OrganizationId> {
    let members = facts.address_members.members.iter().map(|member| &member.organization_id);
    let hint = facts.session.organization_id_hint();
    members
        .chain(&facts.address_members.damaged)
        .chain(&facts.damaged_organizations)
        .chain(&edges.by_domain)
        .chain(&edges.by_tenant)
        .chain(hint)
        .cloned()
        .collect()
}

/// Returns true if the organization's settings contain the address's domain, or a tenant or SSO connection of the
/// session.
fn matches_session(organization: &Organization, session: &Session) -> bool {
    let domain = session.email_address.domain();
    let by_domain = organization.email_allowed_domains.contains(domain)
        || organization.claimed_email_domains.contains(domain);
    let trusted = &organization.allowed_oauth_tenants;
    let by_tenant = match &session.kind {
        SessionKind::Intermediate { oauth_tenants, .. } => {
            oauth_tenants.iter().any(|(provider, tenant)| trusted.contains(provider, tenant))
        }
        SessionKind::Derived(_) | SessionKind::Member(_) => false,
    };
    let owns = |factor: &Factor| match factor {
        Factor::Sso { connection_id: Some(id) } => organization.owns_sso_connection(id),
        _ => false,
    };
    by_domain || by_tenant || session.factors().any(owns)
}
