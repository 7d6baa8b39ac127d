//! Converts the finding of a rule to JSON.

use org_discovery::domain::{
    OAuthTenantId, OAuthTenantProvider,
    discovery::explain::{Existence, MemberState, Rule},
};
use serde_json::{Value, json};

/// Returns the values that the rule compared, or an empty object if it compares none.
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
        Rule::DomainNotShared { domain, .. } => json!({"domain": domain}),
        Rule::VerifiedMembers { domain, count } => json!({"domain": domain, "verified_members": count}),
        Rule::TenantListed { shown, listed, matching } => json!({
            "oauth_tenants": shown, "allowed_oauth_tenants": listed, "matching": matching.map(tenant),
        }),
        Rule::SsoScope { connections, .. } => json!({"connection_ids": connections}),
        Rule::IntermediateSession(_) | Rule::DomainEdge(_) | Rule::TenantEdge(_) => json!({}),
    }
}

fn member(found: &MemberState<'_>) -> Value {
    match found {
        MemberState::Live(member) | MemberState::Deleted(member) => {
            json!({"member_id": member.member_id, "status": member.status, "readable": true})
        }
        MemberState::Damaged => json!({"member_id": null, "status": null, "readable": false}),
        MemberState::Retired(id) => {
            json!({"member_id": null, "status": null, "readable": true, "retired_by": id})
        }
        MemberState::Absent => json!({"member_id": null, "status": null, "readable": true}),
    }
}

fn tenant((provider, tenant): (OAuthTenantProvider, &OAuthTenantId)) -> Value {
    json!({"provider": provider, "tenant": tenant})
}
