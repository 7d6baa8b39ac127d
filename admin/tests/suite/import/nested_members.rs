//! Members nested in their organization, and at the top level.

use serde_json::json;

use super::{data_with_sessions, jane, jane_session, jane_with, members, refusal, refusal_of};
use test_support::{TestApp, check_files};

#[tokio::test]
async fn nested_member_with_own_organization_id_is_imported() {
    let mut data = data_with_sessions(&json!([jane_session()]));
    data["organizations"][0]["members"] = json!([jane_with("organization_id", &json!("org-1"))]);
    let app = TestApp::start(data).await;
    assert_eq!(app.discover("jane").await.listing(), ["One: active_member"]);
}

#[tokio::test]
async fn nested_member_without_organization_id_is_imported() {
    let app = TestApp::start(data_with_sessions(&json!([jane_session()]))).await;
    let entry = app.discover("jane").await.entry("One");
    assert_eq!(entry["membership"]["member"]["organization_id"], "org-1");
}

#[test]
fn nested_member_naming_another_organization_is_refused() {
    let mut data = members(&json!([jane_with("organization_id", &json!("org-2"))]));
    let two = json!({"organization_id": "org-2"});
    data["organizations"].as_array_mut().expect("a list").push(two);
    insta::assert_snapshot!(
        refusal(&data),
        @"data.json: /organizations/0/members/0/organization_id: the Member is nested in organization org-1, but its organization_id is org-2"
    );
}

#[test]
fn nested_member_with_numeric_organization_id_is_refused() {
    let data = members(&json!([jane_with("organization_id", &json!(1))]));
    insta::assert_snapshot!(
        refusal(&data),
        @"data.json: /organizations/0/members/0/organization_id: invalid type: integer `1`, expected a string"
    );
}

#[tokio::test]
async fn top_level_member_is_imported() {
    let mut data = data_with_sessions(&json!([jane_session()]));
    data["organizations"][0]["members"] = json!(null);
    data["members"] = json!([jane_with("organization_id", &json!("org-1"))]);
    let app = TestApp::start(data).await;
    assert_eq!(app.discover("jane").await.listing(), ["One: active_member"]);
}

#[test]
fn top_level_member_without_organization_id_is_refused() {
    insta::assert_snapshot!(
        refusal(&json!({"members": [jane()]})),
        @"data.json: /members/0: missing field `organization_id`"
    );
}

#[test]
fn member_of_unknown_organization_is_refused() {
    let data = json!({"members": [jane_with("organization_id", &json!("org-9"))]});
    insta::assert_snapshot!(
        refusal(&data),
        @"data.json: /members/0/organization_id: organization org-9 is not in the input"
    );
}

#[tokio::test]
async fn member_of_organization_in_later_file_is_imported() {
    let member = json!({"members": [jane_with("organization_id", &json!("org-1"))]}).to_string();
    let mut organization = members(&json!([]));
    organization["sessions"] = json!([jane_session()]);
    let files = [("members.json", member.as_str()), ("organizations.json", &organization.to_string())];
    let data = check_files(&files).expect("valid data");
    let mut app = TestApp::start(json!({})).await;
    app.load_checked(&data).await;
    assert_eq!(app.discover("jane").await.listing(), ["One: active_member"]);
}

#[test]
fn member_of_organization_in_no_file_is_refused() {
    let member = json!({"members": [jane_with("organization_id", &json!("org-1"))]}).to_string();
    insta::assert_snapshot!(
        refusal_of(&[("members.json", &member), ("empty.json", r#"{"organizations": []}"#)]),
        @"members.json: /members/0/organization_id: organization org-1 is not in the input"
    );
}
