//! Formats the membership type, and the remaining steps before the person can enter the organization.

use org_discovery::domain::{MemberStatus, discovery::DiscoveredOrganization};
use serde::Serialize;

/// Returns the membership type as in the JSON response.
#[must_use]
pub fn membership_type(entry: &DiscoveredOrganization<'_>) -> String {
    wire_name(entry.membership.r#type)
}

/// Formats the remaining steps, or `none`.
#[must_use]
pub fn remaining_steps(entry: &DiscoveredOrganization<'_>) -> String {
    let mut steps = Vec::new();
    if let Some(required) = &entry.primary_required {
        let methods: Vec<_> = required.allowed_auth_methods.iter().map(wire_name).collect();
        steps.push(match methods.as_slice() {
            [] => "sign in by an allowed method (the organization allows no usable method)".to_owned(),
            methods => format!("sign in by {}", methods.join(" or ")),
        });
    }
    if entry.mfa_required.is_some() {
        steps.push("use a second factor".to_owned());
    }
    match entry.membership.member.as_ref().map(|member| member.status) {
        None => steps.push("join".to_owned()),
        Some(MemberStatus::Pending) => steps.push("complete joining".to_owned()),
        Some(MemberStatus::Invited) => steps.push("accept the invitation".to_owned()),
        Some(MemberStatus::Active | MemberStatus::Deleted) => {}
    }
    if steps.is_empty() { "none".to_owned() } else { steps.join("; ") }
}

/// Returns the JSON name of an enum value.
fn wire_name(value: impl Serialize) -> String {
    let value = serde_json::to_value(value).unwrap_or_default();
    value.as_str().unwrap_or_default().to_owned()
}
