//! Facts about a person in a number of organizations, as the store returns them.

use std::collections::{BTreeMap, BTreeSet};

use org_discovery::domain::{
    CachedJson, Member, Organization, Session, SessionKind, Timestamp,
    discovery::{AddressMembers, Facts},
};
use serde::{Serialize, de::DeserializeOwned};
use serde_json::{Value, json};

pub const ADDRESS: &str = "jane.doe@acme.example";

/// Returns the stored JSON text of an organization.
pub fn organization_json(n: usize) -> String {
    let organization: Organization = serde_json::from_value(json!({
        "organization_id": format!("org-{n:04}"),
        "organization_name": format!("Organization {n:04}"),
        "organization_slug": format!("slug-{n:04}"),
        "sso_active_connections": [{
            "connection_id": format!("saml-connection-{n}"), "display_name": "Okta", "identity_provider": "okta"}],
        "trusted_metadata": {"plan": "enterprise", "seats": 250, "billing": {"currency": "EUR", "terms": "net 30"}},
        "created_at": "2026-01-01T00:00:00Z",
        "updated_at": "2026-01-01T00:00:00Z",
    }))
    .expect("an organization");
    serde_json::to_string(&organization).expect("JSON")
}

/// Returns the stored JSON text of a Member.
pub fn member_json(n: usize) -> String {
    let member: Member = serde_json::from_value(json!({
        "member_id": format!("member-{n:04}"),
        "organization_id": format!("org-{n:04}"),
        "email_address": ADDRESS,
        "email_address_verified": true,
        "name": "Jane Doe",
        "roles": [{"role_id": "stytch_member", "sources": [{"type": "direct_assignment", "details": {}}]}],
        "untrusted_metadata": {"locale": "en-GB", "theme": "dark"},
        "created_at": "2026-01-01T00:00:00Z",
        "updated_at": "2026-01-01T00:00:00Z",
    }))
    .expect("a Member");
    serde_json::to_string(&member).expect("JSON")
}

fn factors() -> Value {
    json!([{
        "type": "magic_link", "delivery_method": "email", "email_factor": {"email_address": ADDRESS}}])
}

/// Returns the facts about a person who is an active Member of this many organizations.
pub fn facts(organizations: usize) -> Facts {
    let kind = SessionKind::Intermediate {
        oauth_tenants: serde_json::from_value(json!({})).expect("no tenants"),
        organization_id_hint: None,
    };
    let session = Session {
        email_address: org_discovery::domain::EmailAddress::parse(ADDRESS).expect("an address"),
        authentication_factors: serde_json::from_value(factors()).expect("factors"),
        expires_at: Timestamp::from_unix(2_000_000_000).expect("a time"),
        kind,
        security_stamp: None,
    };
    let organizations_read = (0..organizations)
        .map(|n| stored_object::<Organization>(organization_json(n)))
        .map(|o| (o.organization_id.clone(), o));
    Facts {
        session,
        address_members: AddressMembers {
            members: (0..organizations).map(|n| stored_object::<Member>(member_json(n))).collect(),
            ..AddressMembers::default()
        },
        organizations: organizations_read.collect(),
        damaged_organizations: BTreeSet::new(),
        has_unidentified_damage: false,
        unread_organizations: 0,
        verified_members: BTreeMap::new(),
    }
}

/// Returns an object as the store returns it.
fn stored_object<T: DeserializeOwned + Serialize>(text: String) -> CachedJson<T> {
    CachedJson::with_text(serde_json::from_str(&text).expect("an object"), text)
}
