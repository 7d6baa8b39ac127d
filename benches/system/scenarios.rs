//! The scenarios that are timed. Each is a person with a session, in a number of organizations between 1 and 2,000.

use serde_json::{Value, json};

/// The prefix of the names of these people.
pub const PREFIX: &str = "scenario-";
/// The numbers of organizations for which growth is measured.
pub const GROWTH: [usize; 5] = [1, 10, 100, 1_000, 2_000];

/// Returns an import file with the people, their organizations, and a session of the same name for each person.
pub fn people() -> Value {
    let largest = GROWTH[GROWTH.len() - 1];
    let scenarios = [("standard", 3, 1), ("two-domains", 3, 2), ("of-25", 20, 5), ("member-of-25", 25, 0)];
    let scenarios = scenarios.map(|(name, memberships, joinable)| (name.to_owned(), memberships, joinable));
    let grown = GROWTH.map(|count| (format!("grown-{count}"), count, 0));
    let scenarios = scenarios.into_iter().chain(grown);
    let scenarios: Vec<_> =
        scenarios.map(|(name, members, joinable)| (format!("{PREFIX}{name}"), members, joinable)).collect();
    let mut organizations: Vec<_> = (0..largest)
        .map(|n| {
            let here = scenarios.iter().filter(|(_, memberships, _)| n < *memberships);
            let members: Vec<_> = here.map(|(person, ..)| member(person, n)).collect();
            organization(&format!("org-{n:04}"), &members, &json!({}))
        })
        .collect();
    for (person, _, joinable) in &scenarios {
        organizations.extend((0..*joinable).map(|n| open_organization(person, n)));
    }
    organizations.push(organization(
        "org-with-slack",
        &[],
        &json!({"oauth_tenant_jit_provisioning": "RESTRICTED", "allowed_oauth_tenants": {"slack": ["T0123"]}}),
    ));
    let sessions: Vec<_> = scenarios.iter().map(|(person, ..)| session(person)).collect();
    json!({"organizations": organizations, "sessions": sessions})
}

fn address(person: &str) -> String {
    format!("jane.doe@{person}.example")
}

/// Returns a typical organization, with SSO, domains, roles and metadata.
fn organization(id: &str, members: &[Value], more: &Value) -> Value {
    let mut organization = json!({
        "organization_id": id,
        "organization_name": format!("Organization {id}"),
        "organization_slug": format!("slug-{id}"),
        "organization_logo_url": format!("https://static.example/logos/{id}.png"),
        "sso_jit_provisioning": "ALL_ALLOWED",
        "sso_active_connections": [{
            "connection_id": format!("saml-connection-{id}"), "display_name": "Okta", "identity_provider": "okta"}],
        "mfa_policy": "OPTIONAL",
        "trusted_metadata": {"plan": "enterprise", "seats": 250, "billing": {"currency": "EUR", "terms": "net 30"}},
        "members": members,
    });
    organization.as_object_mut().expect("an object").extend(more.as_object().expect("an object").clone());
    organization
}

/// Returns an organization that can be joined by the person's email domain.
fn open_organization(person: &str, n: usize) -> Value {
    let colleague = json!({
        "member_id": format!("member-colleague-{person}-{n}"), "email_address": format!("amy@{person}.example"),
        "email_address_verified": true});
    let open = json!({"email_jit_provisioning": "RESTRICTED", "email_allowed_domains": [format!("{person}.example")]});
    organization(&format!("org-open-{person}-{n}"), &[colleague], &open)
}

fn member(person: &str, n: usize) -> Value {
    json!({
        "member_id": format!("member-{person}-{n:04}"),
        "email_address": address(person),
        "email_address_verified": true,
        "name": "Jane Doe",
        "roles": [{"role_id": "stytch_member", "sources": [{"type": "direct_assignment", "details": {}}]}],
        "trusted_metadata": {"cost_center": "4711"},
        "untrusted_metadata": {"locale": "en-GB", "theme": "dark"},
    })
}

fn session(person: &str) -> Value {
    let factors = json!([{
        "type": "magic_link", "delivery_method": "email", "sequence_order": "PRIMARY",
        "email_factor": {"email_id": "email-1", "email_address": address(person)}}]);
    let mut session = json!({
        "name": person, "email_address": address(person), "authentication_factors": factors,
        "expires_in_seconds": 86_400});
    let kind = match person.trim_start_matches(PREFIX) {
        "member-of-25" => json!({
            "kind": "member", "organization_id": "org-0000", "member_id": format!("member-{person}-0000")}),
        "standard" => json!({"kind": "intermediate", "oauth_tenants": {"slack": ["T0123"]}}),
        _ => json!({"kind": "intermediate"}),
    };
    session.as_object_mut().expect("an object").extend(kind.as_object().expect("an object").clone());
    session
}
