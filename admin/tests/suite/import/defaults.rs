//! Default values of absent fields.

use serde_json::json;

use super::{data_with_sessions, jane, jane_session, jane_with, organization_with};
use test_support::TestApp;

#[tokio::test]
async fn required_fields_alone_get_default_values() {
    let mut data = data_with_sessions(&json!([jane_session()]));
    data["organizations"] = json!([{"organization_id": "org-1", "members": [jane()]}]);
    let app = TestApp::start(data).await;
    let entry = app.discover("jane").await.entry("");
    assert_eq!(format!("{entry:#}\n"), include_str!("../expected/entry_with_defaults.json"));
}

#[tokio::test]
async fn null_field_equals_missing_field() {
    let mut plain = data_with_sessions(&json!([jane_session()]));
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
    data["sessions"] = json!([jane_session()]);
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
