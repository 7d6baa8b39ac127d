//! The effects of a change of an organization on people.

use std::collections::BTreeSet;

use crate::{People, ProjectReader};
use org_discovery::{
    domain::{
        AuthMethod, EmailDomain, Organization,
        organization::{MethodPolicy, MfaPolicy},
    },
    store::{JoinableEdge, StoreError},
};

/// Returns one sentence for each effect of the change from `before` to `after`.
///
/// # Errors
/// [`StoreError`].
pub async fn of_organization_change(
    before: &Organization,
    after: &Organization,
    reader: &ProjectReader,
) -> Result<Vec<String>, StoreError> {
    let (old, new) = (JoinableEdge::of(before), JoinableEdge::of(after));
    let mut effects = Vec::new();
    for edge in new.difference(&old) {
        effects.push(can_join(edge, after, reader).await?);
    }
    for edge in old.difference(&new) {
        effects.push(can_no_longer_join(edge, after, reader).await?);
    }
    effects.extend(additions_without_effect(before, after, &new));
    effects.extend(sign_in_effects(before, after));
    Ok(effects)
}

async fn can_join(
    edge: &JoinableEdge,
    organization: &Organization,
    reader: &ProjectReader,
) -> Result<String, StoreError> {
    let domain = match edge {
        JoinableEdge::OAuthTenant(provider, tenant) => {
            return Ok(format!("people who sign in with {provider}:{tenant} could join"));
        }
        JoinableEdge::EmailDomain(domain) => domain,
    };
    let id = &organization.organization_id;
    if reader.verified_members_in(id, domain).await? == 0 {
        return Ok(format!(
            "people cannot join by {domain} yet: this needs an active Member with a verified address there"
        ));
    }
    let found = reader.people_outside(id, domain).await?;
    Ok(format!("{} could join by {domain}", people(found, "more ", domain)))
}

async fn can_no_longer_join(
    edge: &JoinableEdge,
    organization: &Organization,
    reader: &ProjectReader,
) -> Result<String, StoreError> {
    match edge {
        JoinableEdge::OAuthTenant(provider, tenant) => {
            Ok(format!("people who sign in with {provider}:{tenant} can no longer join by it"))
        }
        JoinableEdge::EmailDomain(domain) => {
            let id = &organization.organization_id;
            if reader.verified_members_in(id, domain).await? == 0 {
                return Ok(format!("no effect on people: they could not join by {domain} before"));
            }
            let found = reader.people_outside(id, domain).await?;
            Ok(format!("{} can no longer join by {domain}", people(found, "", domain)))
        }
    }
}

/// Describes the people at a domain who belong to other organizations: `2 more people` or `1 person`. Other people at the
/// domain are not known.
fn people(People { count, is_complete }: People, more: &str, domain: &EmailDomain) -> String {
    let at_least = if is_complete { "" } else { "at least " };
    match count {
        0 => format!("people at {domain} (none of whom has a Member in another organization)"),
        1 => format!("{at_least}1 {more}person"),
        _ => format!("{at_least}{count} {more}people"),
    }
}

/// Explains domains and tenants that were added but do not let people join. `edges` are those of `after`.
fn additions_without_effect(
    before: &Organization,
    after: &Organization,
    edges: &BTreeSet<JoinableEdge>,
) -> Vec<String> {
    let domains = after.email_allowed_domains.iter().filter(|domain| {
        !before.email_allowed_domains.contains(domain)
            && !edges.contains(&JoinableEdge::EmailDomain((*domain).clone()))
    });
    let tenants = after.allowed_oauth_tenants.iter().filter(|(provider, tenant)| {
        !before.allowed_oauth_tenants.contains(*provider, tenant)
            && !edges.contains(&JoinableEdge::OAuthTenant(*provider, (*tenant).clone()))
    });
    let by_domain = domains.map(|domain| {
        format!("people cannot join by {domain}: this needs email_jit_provisioning RESTRICTED and a domain of one company")
    });
    let by_tenant = tenants.map(|(provider, tenant)| {
        format!(
            "people cannot join by {provider}:{tenant}: this needs oauth_tenant_jit_provisioning RESTRICTED"
        )
    });
    by_domain.chain(by_tenant).collect()
}

fn sign_in_effects(before: &Organization, after: &Organization) -> Vec<String> {
    let mut effects = Vec::new();
    if before.mfa_policy != after.mfa_policy {
        effects.push(match after.mfa_policy {
            MfaPolicy::RequiredForAll => "every Member needs a second factor at the next sign-in".to_owned(),
            MfaPolicy::Optional => "only Members who enrolled need a second factor".to_owned(),
        });
    }
    if accepted_methods(before) != accepted_methods(after) {
        effects.push("Members may need another sign-in method at the next sign-in".to_owned());
    }
    if before.organization_slug != after.organization_slug && !before.organization_slug.is_empty() {
        effects.push(format!("the slug {} no longer leads to this organization", before.organization_slug));
    }
    effects
}

/// Returns the methods to which an organization is restricted. Without a restriction, its list has no effect.
fn accepted_methods(organization: &Organization) -> Option<&[AuthMethod]> {
    (organization.auth_methods == MethodPolicy::Restricted).then_some(&organization.allowed_auth_methods)
}
