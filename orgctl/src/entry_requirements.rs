//! Formats the relation between a person and an organization, and the steps that are left before the person is in.

use org_discovery::domain::{MemberStatus, discovery::DiscoveredOrganization};
use serde::Serialize;

/// Returns the membership type as it is in an answer.
pub fn membership_type(entry: &DiscoveredOrganization<'_>) -> String {
    wire_name(entry.membership.r#type)
}

/// Formats the remaining steps, or `nothing`.
pub fn remaining_steps(entry: &DiscoveredOrganization<'_>) -> String {
    let mut needed = Vec::new();
    if let Some(required) = &entry.primary_required {
        let methods: Vec<_> = required.allowed_auth_methods.iter().map(wire_name).collect();
        needed.push(match methods.as_slice() {
            [] => "a sign-in that the organization allows, and it allows none that can be used".to_owned(),
            methods => format!("a sign-in by {}", methods.join(" or ")),
        });
    }
    if entry.mfa_required.is_some() {
        needed.push("a second factor".to_owned());
    }
    match entry.membership.member.as_ref().map(|member| member.status) {
        None => needed.push("joining".to_owned()),
        Some(MemberStatus::Pending | MemberStatus::Invited) => {
            needed.push("accepting the invitation".to_owned());
        }
        Some(MemberStatus::Active | MemberStatus::Deleted) => {}
    }
    if needed.is_empty() { "nothing".to_owned() } else { needed.join("; ") }
}

/// Returns the name of an enum value in JSON.
fn wire_name(value: impl Serialize) -> String {
    let value = serde_json::to_value(value).unwrap_or_default();
    value.as_str().unwrap_or_default().to_owned()
}
