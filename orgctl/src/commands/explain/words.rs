//! Rules and changes in words.

use std::fmt::Display;

use org_discovery::domain::{
    Member, MemberStatus, OAuthTenants,
    discovery::explain::{Change, Existence, MemberFound, Obstacle, Rule},
};

fn yes_or(passes: bool, no: &str) -> String {
    if passes { "yes".to_owned() } else { format!("NO, {no}") }
}

fn list<T: Display>(things: impl IntoIterator<Item = T>) -> String {
    let things: Vec<_> = things.into_iter().map(|thing| thing.to_string()).collect();
    if things.is_empty() { "none".to_owned() } else { things.join(", ") }
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

/// A rule, and what was found.
pub fn rule(rule: &Rule<'_>) -> String {
    match rule {
        Rule::OrganizationExists(existence) => format!(
            "the organization exists: {}",
            match existence {
                Existence::Exists => "yes",
                Existence::Missing => "NO",
                Existence::Damaged => "yes, but NOT in a form that can be read",
            }
        ),
        Rule::Member(found) => format!("a Member with this address: {}", member(found)),
        Rule::IntermediateSession(passes) => format!(
            "the session can join something: {}",
            yes_or(*passes, "it belongs to a Member, and shows memberships only")
        ),
        Rule::EmailJitAllowed(passes) => format!(
            "by domain: the organization allows it (email_jit_provisioning): {}",
            yes_or(*passes, "NOT_ALLOWED")
        ),
        Rule::DomainListed { domain, listed, passes } => format!(
            "by domain: {domain} is in its list (email_allowed_domains): {}",
            yes_or(*passes, &format!("it lists {}", list(*listed)))
        ),
        Rule::DomainIsOwn { domain, passes } => format!(
            "by domain: {domain} belongs to one company: {}",
            yes_or(*passes, "it is a mailbox provider's, where anybody can have an address")
        ),
        Rule::VerifiedMembers { domain, count } => format!(
            "by domain: another active Member with a verified address of {domain}: {}",
            match count {
                None => "NOT KNOWN, the counter cannot be read, and counts as none".to_owned(),
                Some(0) => "NO, none".to_owned(),
                Some(count) => format!("yes, {count}"),
            }
        ),
        Rule::DomainEdge(passes) => {
            format!("by domain: the joinable table leads there: {}", yes_or(*passes, "its entry is missing"))
        }
        Rule::TenantJitAllowed(passes) => format!(
            "by tenant: the organization allows it (oauth_tenant_jit_provisioning): {}",
            yes_or(*passes, "NOT_ALLOWED")
        ),
        Rule::TenantListed { matching: Some((provider, tenant)), .. } => {
            format!(
                "by tenant: a tenant of the session is in its list (allowed_oauth_tenants): yes, {provider}:{tenant}"
            )
        }
        Rule::TenantListed { shown, listed, .. } => format!(
            "by tenant: a tenant of the session is in its list (allowed_oauth_tenants): NO, the session has {} and it lists {}",
            tenants(shown),
            tenants(listed)
        ),
        Rule::TenantEdge(passes) => {
            format!("by tenant: the joinable table leads there: {}", yes_or(*passes, "its entry is missing"))
        }
        Rule::SsoScope { connections, passes } => format!(
            "the session has no primary factor besides SSO (connections: {}) and passwords, and may see this organization: {}",
            list(connections),
            yes_or(
                *passes,
                "the address is not verified there, and no authority for its domain signed the person in"
            )
        ),
    }
}

fn member(found: &MemberFound<'_>) -> String {
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

/// An obstacle, and what an operator can do.
pub fn obstacle(obstacle: &Obstacle<'_>) -> String {
    let or_none = |text: &str| if text.is_empty() { "none".to_owned() } else { text.to_owned() };
    match obstacle {
        Obstacle::PhoneDiffers { of_factor, of_member } => format!(
            "The session's SMS code does not count: the phone of the factor differs, {of_factor}, from the Member's, {}.",
            or_none(of_member)
        ),
        Obstacle::PhoneNotVerified => {
            "The session's SMS code does not count: the Member's phone is not verified (mfa_phone_number_verified)."
                .to_owned()
        }
        Obstacle::TotpDiffers { of_factor, of_member } => format!(
            "The session's TOTP code does not count: the registration of the factor differs, {of_factor}, from the \
             Member's, {}.",
            or_none(of_member)
        ),
        Obstacle::AccountNotRegistered { provider } => {
            let name = provider.as_str();
            format!(
                "Signing in with the account again does not help: the organization accepts only Google or Microsoft, and the {name} account \
                 neither verifies the address nor is registered with the active Member. To let the person in, check who owns \
                 the account and add it to oauth_registrations, or set the status to invited so that its next use counts \
                 (both orgctl member put), or allow another method (orgctl organization put)."
            )
        }
    }
}

/// All alternatives in one sentence.
pub fn remedy(alternatives: &[Vec<Change<'_>>]) -> String {
    let alternatives: Vec<_> =
        alternatives.iter().filter(|changes| !changes.is_empty()).map(|changes| together(changes)).collect();
    if alternatives.is_empty() {
        return "Nothing is missing any more: something changed while this was read, so ask again."
            .to_owned();
    }
    format!("To make it appear: {}.", alternatives.join("; or "))
}

/// Changes that are enough together. What follows a count depends on it.
fn together(changes: &[Change<'_>]) -> String {
    let mut sentence = String::new();
    for (index, next) in changes.iter().enumerate() {
        sentence += match index.checked_sub(1).map(|before| changes[before]) {
            None => "",
            Some(Change::RestoreCounter) => ", and if there are none, ",
            Some(_) => " and ",
        };
        sentence += &change(next);
    }
    sentence
}

fn change(change: &Change<'_>) -> String {
    match change {
        Change::CreateOrganization => "create the organization (orgctl organization put)".to_owned(),
        Change::RestoreOrganization => {
            "write the organization anew (orgctl check --repair --remove-damaged, then organization put)"
                .to_owned()
        }
        Change::AddMember => "add or invite a Member with this address (orgctl member put)".to_owned(),
        Change::RestoreMember => {
            "write the Member anew (orgctl check --repair --remove-damaged, then member put)".to_owned()
        }
        Change::UnlinkRetiredAddress(id) => format!(
            "remove the address from retired_email_addresses of the Member {id} (orgctl member get, then member put)"
        ),
        Change::ReactivateMember(id) => format!("reactivate the Member (orgctl member reactivate {id})"),
        Change::EraseMember(id) => format!("erase the deleted Member (orgctl member erase {id})"),
        Change::UseIntermediateSession => "ask with an intermediate session".to_owned(),
        Change::AllowEmailJit => "set email_jit_provisioning to RESTRICTED".to_owned(),
        Change::AddAllowedDomain(domain) => format!("add {domain} to email_allowed_domains"),
        Change::AddVerifiedMember(domain) => {
            format!("have somebody else at {domain} become an active Member with a verified address")
        }
        Change::AllowTenantJit => "set oauth_tenant_jit_provisioning to RESTRICTED".to_owned(),
        Change::AddAllowedTenant(provider, tenant) => {
            format!("add {provider}:{tenant} to allowed_oauth_tenants")
        }
        Change::ShowTenant(provider, tenant) => format!("sign in with the tenant {provider}:{tenant}"),
        Change::RestoreCounter => "have its verified Members counted anew (orgctl check --repair)".to_owned(),
        Change::RepairEdges => "write the missing entry (orgctl check --repair)".to_owned(),
        Change::SignInOtherwise => {
            "sign in by a method that verifies the address, such as magic_link".to_owned()
        }
        Change::SignInThrough(connection) => format!("sign in through its SSO connection {connection}"),
    }
}

/// A change for programs.
pub fn change_name(change: &Change<'_>) -> (&'static str, Option<String>) {
    match change {
        Change::CreateOrganization => ("create_organization", None),
        Change::RestoreOrganization => ("restore_organization", None),
        Change::AddMember => ("add_member", None),
        Change::RestoreMember => ("restore_member", None),
        Change::UnlinkRetiredAddress(id) => ("unlink_retired_address", Some(id.to_string())),
        Change::ReactivateMember(id) => ("reactivate_member", Some(id.to_string())),
        Change::EraseMember(id) => ("erase_member", Some(id.to_string())),
        Change::UseIntermediateSession => ("use_intermediate_session", None),
        Change::AllowEmailJit => ("allow_email_jit", None),
        Change::AddAllowedDomain(domain) => ("add_allowed_domain", Some(domain.to_string())),
        Change::AddVerifiedMember(domain) => ("add_verified_member", Some(domain.to_string())),
        Change::AllowTenantJit => ("allow_tenant_jit", None),
        Change::AddAllowedTenant(provider, tenant) => {
            ("add_allowed_tenant", Some(format!("{provider}:{tenant}")))
        }
        Change::ShowTenant(provider, tenant) => ("show_tenant", Some(format!("{provider}:{tenant}"))),
        Change::RestoreCounter => ("restore_counter", None),
        Change::RepairEdges => ("repair_edges", None),
        Change::SignInOtherwise => ("sign_in_otherwise", None),
        Change::SignInThrough(connection) => ("sign_in_through", Some((*connection).to_owned())),
    }
}
