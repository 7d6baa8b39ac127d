//! What an address that is not proven may see of a Member and an organization.

use serde_json::{Value, json};

use crate::{
    harness::TestApp,
    sketch::{
        exchanged, intermediate, magic_link, member, member_id, member_session, oauth, organization,
        organization_id, primary, saml, verified, with, world,
    },
};

const ANN: &str = "ann@acme.example";

/// Everything that a Member can have.
fn full() -> Value {
    json!({
        "status": "invited",
        "name": "Ann",
        "external_id": "external-1",
        "is_admin": true,
        "is_breakglass": true,
        "is_locked": true,
        "lock_created_at": "2025-01-01T00:00:00Z",
        "lock_expires_at": "2027-01-01T00:00:00Z",
        "created_at": "2024-01-01T00:00:00Z",
        "updated_at": "2024-01-02T00:00:00Z",
        "default_mfa_method": "totp",
        "member_password_id": "password-1",
        "mfa_enrolled": true,
        "mfa_phone_number": "+15550100",
        "mfa_phone_number_verified": true,
        "totp_registration_id": "totp-ann",
        "oauth_registrations": [{"provider_type": "Slack", "provider_subject": "U1"}],
        "retired_email_addresses": [{"email_address": "old@acme.example"}],
        "roles": [{"role_id": "stytch_admin"}],
        "scim_registration": {"connection_id": "scim-1"},
        "sso_registrations": [{"connection_id": "c-acme"}],
        "trusted_metadata": {"salary": 1},
        "untrusted_metadata": {"theme": "dark"},
    })
}

/// What is left of Ann's Member.
fn bare(status: &str, verified: bool) -> Value {
    json!({
        "organization_id": organization_id("Acme"),
        "member_id": member_id("Acme", ANN),
        "email_address": ANN,
        "status": status,
        "email_address_verified": verified,
        "created_at": null,
        "default_mfa_method": "",
        "external_id": null,
        "is_admin": false,
        "is_breakglass": false,
        "is_locked": false,
        "lock_created_at": null,
        "lock_expires_at": null,
        "member_password_id": "",
        "mfa_enrolled": false,
        "mfa_phone_number": "",
        "mfa_phone_number_verified": false,
        "name": "",
        "oauth_registrations": [],
        "retired_email_addresses": [],
        "roles": [],
        "scim_registration": null,
        "sso_registrations": [],
        "totp_registration_id": "",
        "trusted_metadata": {},
        "untrusted_metadata": {},
        "updated_at": null,
    })
}

fn settings() -> Value {
    json!({
        "trusted_metadata": {"plan": "gold"},
        "mfa_policy": "REQUIRED_FOR_ALL",
        "email_allowed_domains": ["acme.example"],
        "sso_active_connections": [{"connection_id": "c-acme", "display_name": "Okta"}],
        "organization_external_id": "external-acme",
    })
}

#[tokio::test]
async fn an_unproven_address_sees_five_fields_of_its_member_and_no_metadata_and_no_second_factors() {
    for is_verified in [true, false] {
        let ann = with(member(ANN, full()), json!({"email_address_verified": is_verified}));
        let sessions = [
            intermediate("unproven", ANN, [oauth("slack", "U2")]),
            intermediate("exchanged", ANN, [exchanged("google", "1")]),
            intermediate("nothing shown", ANN, []),
            intermediate("proven", ANN, [magic_link()]),
        ];
        let app = TestApp::start(world([organization("Acme", settings(), [ann])], sessions)).await;
        let whole = app.discover("proven").await.entry("Acme");
        for (field, value) in full().as_object().unwrap() {
            let shown = &whole["membership"]["member"][field];
            assert_ne!(*shown, bare("", false)[field], "{field}: {value}");
        }
        assert_eq!(
            whole["mfa_required"]["member_options"],
            json!({"mfa_phone_number": "XXXX0100", "totp_registration_id": "totp-ann"})
        );
        for session in ["unproven", "exchanged", "nothing shown"] {
            let entry = app.discover(session).await.entry("Acme");
            assert_eq!(entry["membership"]["member"], bare("invited", is_verified), "{session}");
            assert_eq!(entry["membership"]["type"], "invited_member");
            // Nothing else of the organization is hidden.
            assert_eq!(whole["organization"]["trusted_metadata"], json!({"plan": "gold"}));
            let hidden = with(whole["organization"].clone(), json!({"trusted_metadata": {}}));
            assert_eq!(entry["organization"], hidden, "{session}");
            let mfa = json!({"member_options": null, "secondary_auth_initiated": null});
            assert_eq!(entry["mfa_required"], mfa, "{session}");
            // Breakglass shows in what is asked for, although the switch is hidden.
            assert_eq!(primary(&entry), "sso magic_link email_otp google_oauth microsoft_oauth");
        }
    }
}

#[tokio::test]
async fn who_may_join_sees_no_metadata_before_the_address_is_proven() {
    let by_domain = with(settings(), json!({"email_jit_provisioning": "RESTRICTED"}));
    let by_tenant =
        json!({"oauth_tenant_jit_provisioning": "RESTRICTED", "allowed_oauth_tenants": {"slack": ["T1"]}});
    let organizations = [
        organization("Domain", by_domain, [verified("bob@acme.example")]),
        organization("Tenant", with(settings(), by_tenant), []),
    ];
    let of_tenant = |name: &str, factors: [Value; 1]| {
        with(intermediate(name, ANN, factors), json!({"oauth_tenants": {"slack": ["T1"]}}))
    };
    let sessions = [of_tenant("unproven", [oauth("slack", "U1")]), of_tenant("proven", [magic_link()])];
    let app = TestApp::start(world(organizations, sessions)).await;
    for (session, metadata) in [("unproven", json!({})), ("proven", json!({"plan": "gold"}))] {
        for name in ["Domain", "Tenant"] {
            let entry = app.discover(session).await.entry(name);
            assert_eq!(entry["organization"]["trusted_metadata"], metadata, "{session} {name}");
            assert_eq!(entry["organization"]["organization_external_id"], "external-acme");
            assert_eq!(entry["membership"]["member"], json!(null));
            assert_eq!(entry["mfa_required"]["member_options"], json!(null));
        }
    }
}

#[tokio::test]
async fn each_entry_of_an_answer_is_judged_by_itself() {
    let ann = || with(verified(ANN), full());
    let unbound = || with(ann(), json!({"oauth_registrations": []}));
    let without_connection = || with(settings(), json!({"sso_active_connections": []}));
    let organizations = [
        organization("Acme", settings(), [unbound()]),
        organization("Bound", without_connection(), [ann()]),
        organization("Home", without_connection(), [with(unbound(), json!({"status": "active"}))]),
    ];
    let sessions = [
        intermediate("slack", ANN, [oauth("slack", "U1")]),
        intermediate("slack and SSO", ANN, [oauth("slack", "U2"), saml("c-acme")]),
        member_session("home", "Home", ANN, [oauth("slack", "U2")]),
    ];
    let app = TestApp::start(world(organizations, sessions)).await;
    let rows = [
        ("slack", [false, true, false]),
        ("slack and SSO", [true, false, false]),
        ("home", [false, false, true]),
    ];
    for (session, expected) in rows {
        let answer = app.discover(session).await;
        let entries = ["Acme", "Bound", "Home"].map(|name| answer.entry(name));
        let names = entries.clone().map(|entry| entry["membership"]["member"]["name"] == "Ann");
        assert_eq!(names, expected, "{session}");
        let metadata =
            entries.clone().map(|entry| entry["organization"]["trusted_metadata"]["plan"] == "gold");
        assert_eq!(metadata, expected, "{session}");
        let options = entries.map(|entry| entry["mfa_required"]["member_options"].is_object());
        assert_eq!(options, expected, "{session}");
    }
}
