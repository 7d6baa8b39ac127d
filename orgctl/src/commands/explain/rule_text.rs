//! Formats a rule and its finding as one line.

use std::fmt::Display;

use org_discovery::domain::{
    Member, MemberStatus, OAuthTenants,
    discovery::explain::{Existence, MemberFound, Rule},
};

/// Formats a rule with what was found.
pub fn rule_text(rule: &Rule<'_>) -> String {
    format!("{}: {}", requirement(rule), finding(rule))
}

fn requirement(rule: &Rule<'_>) -> String {
    let fixed = match rule {
        Rule::OrganizationExists(_) => "the organization exists",
        Rule::Member(_) => "a Member with this address",
        Rule::IntermediateSession(_) => "the session can join something",
        Rule::JitAllowed { setting, .. } => {
            let names = setting.names();
            return format!("by {}: the organization allows it ({})", names.way, names.field);
        }
        Rule::DomainListed { domain, .. } => {
            return format!("by domain: {domain} is in its list (email_allowed_domains)");
        }
        Rule::DomainIsOwn { domain, .. } => return format!("by domain: {domain} belongs to one company"),
        Rule::VerifiedMembers { domain, .. } => {
            return format!("by domain: another active Member with a verified address of {domain}");
        }
        Rule::DomainEdge(_) => "by domain: the joinable table leads there",
        Rule::TenantListed { .. } => {
            "by tenant: a tenant of the session is in its list (allowed_oauth_tenants)"
        }
        Rule::TenantEdge(_) => "by tenant: the joinable table leads there",
        Rule::SsoScope { connections, .. } => {
            return format!(
                "the session has no primary factor besides SSO (connections: {}) and passwords, and may see this organization",
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
        Rule::IntermediateSession(passes) => {
            yes_or(*passes, "it belongs to a Member, and shows memberships only")
        }
        Rule::JitAllowed { passes, .. } => yes_or(*passes, "NOT_ALLOWED"),
        Rule::DomainListed { listed, passes, .. } => yes_or(*passes, &format!("it lists {}", list(*listed))),
        Rule::DomainIsOwn { passes, .. } => {
            yes_or(*passes, "it is a mailbox provider's, where anybody can have an address")
        }
        Rule::VerifiedMembers { count, .. } => match count {
            None => "NOT KNOWN, the counter cannot be read, and counts as none".to_owned(),
            Some(0) => "NO, none".to_owned(),
            Some(count) => format!("yes, {count}"),
        },
        Rule::DomainEdge(passes) | Rule::TenantEdge(passes) => yes_or(*passes, "its entry is missing"),
        Rule::TenantListed { matching: Some((provider, tenant)), .. } => format!("yes, {provider}:{tenant}"),
        Rule::TenantListed { shown, listed, .. } => {
            format!("NO, the session has {} and it lists {}", tenants(shown), tenants(listed))
        }
        Rule::SsoScope { passes, .. } => yes_or(
            *passes,
            "the address is not verified there, and no authority for its domain signed the person in",
        ),
    }
}

fn existence_finding(existence: Existence) -> &'static str {
    match existence {
        Existence::Exists => "yes",
        Existence::Missing => "NO",
        Existence::Damaged => "yes, but NOT in a form that can be read",
    }
}

fn member_finding(found: &MemberFound<'_>) -> String {
    match found {
        MemberFound::Live(member) => format!("yes, {} ({})", member.member_id, status(member)),
        MemberFound::Deleted(member) => {
            format!("NO, {} was deleted, and who was removed does not come back by joining", member.member_id)
        }
        MemberFound::Damaged => "yes, but NOT in a form that can be read".to_owned(),
        MemberFound::Retired(id) => {
            format!("NO, Member {id} retired this address, and a retired address cannot be used to join")
        }
        MemberFound::None => "no".to_owned(),
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
