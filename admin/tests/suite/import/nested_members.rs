//! Members inside their organization, and outside.

use serde_json::json;

use super::{jane, jane_with, members, refusal, refusal_of, session, world};
use test_support::{TestApp, check_files};

#[tokio::test]
async fn a_nested_member_may_say_again_where_it_belongs() {
    let mut data = world(&json!([session()]));
    data["organizations"][0]["members"] = json!([jane_with("organization_id", &json!("org-1"))]);
    let app = TestApp::start(data).await;
    assert_eq!(app.discover("jane").await.listing(), ["One: active_member"]);
}

#[tokio::test]
async fn a_nested_member_need_not_say_where_it_belongs() {
    let app = TestApp::start(world(&json!([session()]))).await;
    let entry = app.discover("jane").await.entry("One");
    assert_eq!(entry["membership"]["member"]["organization_id"], "org-1");
}

#[test]
fn a_nested_member_may_not_name_another_organization() {
    let mut data = members(&json!([jane_with("organization_id", &json!("org-2"))]));
    let two = json!({"organization_id": "org-2"});
    data["organizations"].as_array_mut().expect("a list").push(two);
    insta::assert_snapshot!(
        refusal(&data),
        @"data.json: /organizations/0/members/0/organization_id: the Member is nested in organization org-1 and names another, org-2"
    );
}

#[test]
fn a_nested_member_names_its_organization_by_a_text() {
    let data = members(&json!([jane_with("organization_id", &json!(1))]));
    insta::assert_snapshot!(
        refusal(&data),
        @"data.json: /organizations/0/members/0/organization_id: invalid type: integer `1`, expected a string"
    );
}

#[tokio::test]
async fn members_may_stand_outside_of_their_organization() {
    let mut data = world(&json!([session()]));
    data["organizations"][0]["members"] = json!(null);
    data["members"] = json!([jane_with("organization_id", &json!("org-1"))]);
    let app = TestApp::start(data).await;
    assert_eq!(app.discover("jane").await.listing(), ["One: active_member"]);
}

#[test]
fn a_member_outside_must_name_its_organization() {
    insta::assert_snapshot!(
        refusal(&json!({"members": [jane()]})),
        @"data.json: /members/0: missing field `organization_id`"
    );
}

#[test]
fn the_organization_of_a_member_must_be_in_the_data() {
    let data = json!({"members": [jane_with("organization_id", &json!("org-9"))]});
    insta::assert_snapshot!(
        refusal(&data),
        @"data.json: /members/0/organization_id: organization org-9 is not in the data"
    );
}

#[tokio::test]
async fn a_member_in_one_file_may_belong_to_an_organization_in_a_later_one() {
    let member = json!({"members": [jane_with("organization_id", &json!("org-1"))]}).to_string();
    let mut organization = members(&json!([]));
    organization["sessions"] = json!([session()]);
    let files = [("members.json", member.as_str()), ("organizations.json", &organization.to_string())];
    let data = check_files(&files).expect("valid data");
    let mut app = TestApp::start(json!({})).await;
    app.load_checked(&data).await;
    assert_eq!(app.discover("jane").await.listing(), ["One: active_member"]);
}

#[test]
fn an_organization_that_is_in_none_of_the_files_is_told() {
    let member = json!({"members": [jane_with("organization_id", &json!("org-1"))]}).to_string();
    insta::assert_snapshot!(
        refusal_of(&[("members.json", &member), ("empty.json", r#"{"organizations": []}"#)]),
        @"members.json: /members/0/organization_id: organization org-1 is not in the data"
    );
}
