//! The JSON form of a rule's finding.

use org_discovery::domain::{
    OAuthTenantId, OAuthTenantProvider,
    discovery::explain::{Existence, MemberFound, Rule},
};
use serde_json::{Value, json};

/// Returns the values that the rule compared; an empty object if the rule's name is enough.
pub fn finding_json(rule: &Rule<'_>) -> Value {
    match rule {
        Rule::OrganizationExists(existence) => {
            json!({"exists": *existence != Existence::Missing, "readable": *existence == Existence::Exists})
        }
        Rule::Member(found) => member(found),
        Rule::JitAllowed { setting, passes } => {
            let value = if *passes { setting.names().value } else { "NOT_ALLOWED" };
            json!({ setting.names().field: value })
        }
        Rule::DomainListed { domain, listed, .. } => {
            json!({"domain": domain, "email_allowed_domains": listed})
        }
        Rule::DomainIsOwn { domain, .. } => json!({"domain": domain}),
        Rule::VerifiedMembers { domain, count } => json!({"domain": domain, "verified_members": count}),
        Rule::TenantListed { shown, listed, matching } => json!({
            "oauth_tenants": shown, "allowed_oauth_tenants": listed, "matching": matching.map(tenant),
        }),
        Rule::SsoScope { connections, .. } => json!({"connection_ids": connections}),
        Rule::IntermediateSession(_) | Rule::DomainEdge(_) | Rule::TenantEdge(_) => json!({}),
    }
}

fn member(found: &MemberFound<'_>) -> Value {
    match found {
        MemberFound::Live(member) | MemberFound::Deleted(member) => {
            json!({"member_id": member.member_id, "status": member.status, "readable": true})
        }
        MemberFound::Damaged => json!({"member_id": null, "status": null, "readable": false}),
        MemberFound::Retired(id) => {
            json!({"member_id": null, "status": null, "readable": true, "retired_by": id})
        }
        MemberFound::None => json!({"member_id": null, "status": null, "readable": true}),
    }
}

fn tenant((provider, tenant): (OAuthTenantProvider, &OAuthTenantId)) -> Value {
    json!({"provider": provider, "tenant": tenant})
}
