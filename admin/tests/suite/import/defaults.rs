//! Only what identifies an entity must be given.

use serde_json::json;

use super::{jane, jane_with, organization_with, session, world};
use test_support::TestApp;

#[tokio::test]
async fn required_fields_alone_get_default_values() {
    let mut data = world(&json!([session()]));
    data["organizations"] = json!([{"organization_id": "org-1", "members": [jane()]}]);
    let app = TestApp::start(data).await;
    let entry = app.discover("jane").await.entry("");
    insta::assert_snapshot!(serde_json::to_string_pretty(&entry).expect("JSON"), @r#"
    {
      "member_authenticated": true,
      "membership": {
        "details": null,
        "member": {
          "created_at": "2026-01-01T00:00:00Z",
          "default_mfa_method": "",
          "email_address": "jane@one.example",
          "email_address_verified": false,
          "external_id": null,
          "is_admin": false,
          "is_breakglass": false,
          "is_locked": false,
          "lock_created_at": null,
          "lock_expires_at": null,
          "member_id": "member-1",
          "member_password_id": "",
          "mfa_enrolled": false,
          "mfa_phone_number": "",
          "mfa_phone_number_verified": false,
          "name": "",
          "oauth_registrations": [],
          "organization_id": "org-1",
          "retired_email_addresses": [],
          "roles": [],
          "scim_registration": null,
          "sso_registrations": [],
          "status": "active",
          "totp_registration_id": "",
          "trusted_metadata": {},
          "untrusted_metadata": {},
          "updated_at": "2026-01-01T00:00:00Z"
        },
        "type": "active_member"
      },
      "mfa_required": null,
      "organization": {
        "allowed_auth_methods": [],
        "allowed_first_party_connected_apps": [],
        "allowed_mfa_methods": [],
        "allowed_oauth_tenants": {},
        "allowed_third_party_connected_apps": [],
        "auth_methods": "ALL_ALLOWED",
        "claimed_email_domains": [],
        "created_at": "2026-01-01T00:00:00Z",
        "custom_roles": [],
        "email_allowed_domains": [],
        "email_invites": "ALL_ALLOWED",
        "email_jit_provisioning": "NOT_ALLOWED",
        "first_party_connected_apps_allowed_type": "ALL_ALLOWED",
        "mfa_methods": "ALL_ALLOWED",
        "mfa_policy": "OPTIONAL",
        "oauth_tenant_jit_provisioning": "NOT_ALLOWED",
        "organization_external_id": null,
        "organization_id": "org-1",
        "organization_logo_url": "",
        "organization_name": "",
        "organization_slug": "",
        "rbac_email_implicit_role_assignments": [],
        "scim_active_connection": null,
        "scim_active_connections": [],
        "sso_active_connections": [],
        "sso_default_connection_id": null,
        "sso_jit_provisioning": "ALL_ALLOWED",
        "sso_jit_provisioning_allowed_connections": [],
        "third_party_connected_apps_allowed_type": "ALL_ALLOWED",
        "trusted_metadata": {},
        "updated_at": "2026-01-01T00:00:00Z"
      },
      "primary_required": null
    }
    "#);
}

#[tokio::test]
async fn null_field_equals_missing_field() {
    let mut plain = world(&json!([session()]));
    plain["organizations"] = json!([{"organization_id": "org-1", "members": [jane()]}]);
    let mut nulls = plain.clone();
    for field in
        ["organization_name", "email_allowed_domains", "mfa_policy", "trusted_metadata", "created_at"]
    {
        nulls["organizations"][0][field] = json!(null);
    }
    for field in ["name", "status", "roles", "is_admin", "untrusted_metadata", "scim_registration"] {
        nulls["organizations"][0]["members"][0][field] = json!(null);
    }
    for field in ["oauth_tenants", "organization_id_hint", "expires_in_seconds", "note", "token"] {
        nulls["sessions"][0][field] = json!(null);
    }
    let (plain, nulls) = (TestApp::start(plain).await, TestApp::start(nulls).await);
    assert_eq!(plain.discover("jane").await.entry(""), nulls.discover("jane").await.entry(""));
}

#[tokio::test]
async fn given_times_are_stored_in_whole_seconds() {
    let mut member = jane_with("created_at", &json!("2024-02-29T23:59:59.75+02:00"));
    member["updated_at"] = json!("2024-03-01T00:00:00Z");
    let mut data = organization_with("created_at", &json!("2023-05-06T07:08:09Z"), &json!([member]));
    data["organizations"][0]["updated_at"] = json!("2025-05-06T07:08:09Z");
    data["sessions"] = json!([session()]);
    let app = TestApp::start(data).await;
    let entry = app.discover("jane").await.entry("");
    assert_eq!(entry["organization"]["created_at"], "2023-05-06T07:08:09Z");
    assert_eq!(entry["organization"]["updated_at"], "2025-05-06T07:08:09Z");
    assert_eq!(entry["membership"]["member"]["created_at"], "2024-02-29T21:59:59Z");
    assert_eq!(entry["membership"]["member"]["updated_at"], "2024-03-01T00:00:00Z");
}

#[tokio::test]
async fn file_with_empty_lists_is_imported() {
    let app = TestApp::start(json!({"organizations": [], "members": [], "sessions": []})).await;
    assert!(app.sessions.is_empty());
}
