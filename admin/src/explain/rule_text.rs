//! Formats a rule and its finding as one line.

use std::fmt::Display;

use org_discovery::domain::{
    Member, MemberStatus, OAuthTenants,
    discovery::explain::{Existence, MemberState, Rule},
};

/// Formats the requirement and the finding.
pub fn rule_text(rule: &Rule<'_>) -> String {
    format!("{}: {}", requirement(rule), finding(rule))
}

fn requirement(rule: &Rule<'_>) -> String {
    let fixed = match rule {
        Rule::OrganizationExists(_) => "the organization exists",
        Rule::Member(_) => "a Member with this address",
        Rule::IntermediateSession(_) => "the session can join organizations",
        Rule::JitAllowed { setting, .. } => {
            let names = setting.names();
            return format!(
                "by {}: the organization allows JIT provisioning ({})",
                names.method, names.field
            );
        }
        Rule::DomainListed { domain, .. } => {
            return format!("by domain: {domain} is allowed (email_allowed_domains)");
        }
        Rule::DomainNotShared { domain, .. } => {
            return format!("by domain: {domain} belongs to a single company");
        }
        Rule::VerifiedMembers { domain, .. } => {
            return format!("by domain: another active Member has a verified address at {domain}");
        }
        Rule::DomainEdge(_) => "by domain: the joinable edge exists",
        Rule::TenantListed { .. } => "by tenant: a tenant of the session is allowed (allowed_oauth_tenants)",
        Rule::TenantEdge(_) => "by tenant: the joinable edge exists",
        Rule::SsoScope { connections, .. } => {
            return format!(
                "visible to sessions whose only primary factors are SSO (connections: {}) and organization passwords",
                list(connections)
            );
        }
    };
    fixed.to_owned()
}

fn finding(rule: &Rule<'_>) -> String {
    match rule {
        Rule::OrganizationExists(existence) => existence_finding(*existence).to_owned(),
        Rule::Member(found) => member_finding(found),
        Rule::IntermediateSession(passes) => yes_or(
            *passes,
            "a member session, and a session that is derived from one, shows only memberships",
        ),
        Rule::JitAllowed { passes, .. } => yes_or(*passes, "NOT_ALLOWED"),
        Rule::DomainListed { listed, passes, .. } => yes_or(*passes, &format!("allowed: {}", list(*listed))),
        Rule::DomainNotShared { passes, .. } => yes_or(*passes, "it is a shared mailbox domain"),
        Rule::VerifiedMembers { count, .. } => match count {
            None => "UNKNOWN, the counter is damaged and treated as 0".to_owned(),
            Some(0) => "NO, 0".to_owned(),
            Some(count) => format!("yes, {count}"),
        },
        Rule::DomainEdge(passes) | Rule::TenantEdge(passes) => yes_or(*passes, "it is missing"),
        Rule::TenantListed { matching: Some((provider, tenant)), .. } => format!("yes, {provider}:{tenant}"),
        Rule::TenantListed { shown, listed, .. } => {
            format!("NO, session: {}; allowed: {}", tenants(shown), tenants(listed))
        }
        Rule::SsoScope { passes, .. } => yes_or(
            *passes,
            "the address is not verified in the organization, and no connection belongs to an organization that claims the domain",
        ),
    }
}

fn existence_finding(existence: Existence) -> &'static str {
    match existence {
        Existence::Exists => "yes",
        Existence::Missing => "NO",
        Existence::Damaged => "yes, but DAMAGED",
    }
}

fn member_finding(found: &MemberState<'_>) -> String {
    match found {
        MemberState::Live(member) => format!("yes, {} ({})", member.member_id, status(member)),
        MemberState::Deleted(member) => {
            format!("NO, {} is deleted, and a deleted Member cannot join again", member.member_id)
        }
        MemberState::Damaged => "yes, but DAMAGED".to_owned(),
        MemberState::Retired(id) => {
            format!("NO, the Member {id} retired this address, and a retired address cannot be used to join")
        }
        MemberState::Absent => "no".to_owned(),
    }
}

fn yes_or(passes: bool, no: &str) -> String {
    if passes { "yes".to_owned() } else { format!("NO, {no}") }
}

fn list<T: Display>(values: impl IntoIterator<Item = T>) -> String {
    let values: Vec<_> = values.into_iter().map(|value| value.to_string()).collect();
    if values.is_empty() { "none".to_owned() } else { values.join(", ") }
}

fn tenants(tenants: &OAuthTenants) -> String {
    list(tenants.iter().map(|(provider, tenant)| format!("{provider}:{tenant}")))
}

fn status(member: &Member) -> &'static str {
    match member.status {
        MemberStatus::Active => "active",
        MemberStatus::Pending => "pending",
        MemberStatus::Invited => "invited",
        MemberStatus::Deleted => "deleted",
    }
}
