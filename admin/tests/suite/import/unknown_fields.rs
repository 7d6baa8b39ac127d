//! Unknown fields are ignored with a warning.

use serde_json::json;

use super::{data_with_sessions, jane, jane_with, members, organization_with, session_with, warnings};

#[test]
fn unknown_organization_field_is_warned_of() {
    let data = organization_with("favourite_colour", &json!("green"), &json!([jane()]));
    insta::assert_snapshot!(
        warnings(&data),
        @r#"data.json: /organizations/0: unknown field "favourite_colour" was ignored"#
    );
}

#[test]
fn unknown_nested_member_field_is_warned_of() {
    let data = members(&json!([jane(), {
        "member_id": "member-2",
        "email_address": "joe@one.example",
        "shoe_size": 43,
    }]));
    insta::assert_snapshot!(
        warnings(&data),
        @r#"data.json: /organizations/0/members/1: unknown field "shoe_size" was ignored"#
    );
}

#[test]
fn unknown_field_in_list_is_warned_of() {
    let registrations = json!([
        {"provider_type": "Slack", "provider_subject": "U1", "member_oauth_registration_id": "r-1"},
        {
            "provider_type": "Slack",
            "provider_subject": "U2",
            "member_oauth_registration_id": "r-2",
            "provider_tenants": ["T1"],
        },
    ]);
    let data = members(&json!([jane_with("oauth_registrations", &registrations)]));
    insta::assert_snapshot!(
        warnings(&data),
        @r#"data.json: /organizations/0/members/0/oauth_registrations/1: unknown field "provider_tenants" was ignored"#
    );
}

#[test]
fn unknown_session_field_is_warned_of() {
    let data = data_with_sessions(&json!([session_with("organization_id", &json!("org-1"))]));
    insta::assert_snapshot!(
        warnings(&data),
        @r#"data.json: /sessions/0: unknown field "organization_id" was ignored"#
    );
}

#[test]
fn unknown_top_level_member_field_is_warned_of() {
    let mut data = members(&json!([]));
    data["members"] = json!([jane_with("organization_id", &json!("org-1"))]);
    data["members"][0]["shoe/size~"] = json!(43);
    insta::assert_snapshot!(
        warnings(&data),
        @r#"data.json: /members/0: unknown field "shoe/size~" was ignored"#
    );
}

#[test]
fn all_unknown_fields_are_warned_of() {
    let mut data = organization_with("a", &json!(1), &json!([jane_with("c", &json!({"d": 1}))]));
    data["organizations"][0]["b"] = json!([]);
    data["sessions"] = json!([session_with("e", &json!(null))]);
    insta::assert_snapshot!(warnings(&data), @r#"
    data.json: /organizations/0: unknown field "a" was ignored
    data.json: /organizations/0: unknown field "b" was ignored
    data.json: /organizations/0/members/0: unknown field "c" was ignored
    data.json: /sessions/0: unknown field "e" was ignored
    "#);
}

#[test]
fn metadata_content_is_not_warned_of() {
    let metadata = json!({"members": [], "a": {"b": [{"c": null}]}});
    let mut data =
        organization_with("trusted_metadata", &metadata, &json!([jane_with("trusted_metadata", &metadata)]));
    data["organizations"][0]["members"][0]["untrusted_metadata"] = metadata;
    assert_eq!(warnings(&data), "");
}

#[test]
fn demo_data_has_no_warnings() {
    let demo = include_str!("../../../../local/demo/data.json");
    let demo = serde_json::from_str(demo).expect("JSON");
    assert_eq!(warnings(&demo), "");
}
