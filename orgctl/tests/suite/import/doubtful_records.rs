//! Records that are imported with a warning.

use serde_json::{Value, json};

use super::import_with;
use test_support::{
    TestApp,
    builders::{member_with_id, with},
};

#[tokio::test]
async fn doubtful_records_cause_warnings() {
    let app = TestApp::start(json!({})).await;
    let sso = json!([{"connection_id": "saml-1", "external_id": "x", "registration_id": "r", "sso_attributes": {}}]);
    let verified = |id: &str, more: Value| {
        let fields = with(json!({"email_address_verified": true}), more);
        member_with_id(id, &format!("{id}@b.example"), fields)
    };
    let data = json!({"organizations": [{"organization_id": "o", "colour": "red", "members": [
        verified("sso", json!({"sso_registrations": sso})),
        verified("scim", json!({"scim_registration": {"connection_id": "c", "registration_id": "r"}})),
        verified("google", json!({"sso_registrations": sso, "oauth_registrations": [{"provider_type": "Google", "provider_subject": "1"}]})),
        verified("password", json!({"sso_registrations": sso, "member_password_id": "p"})),
        verified("unverified", json!({"sso_registrations": sso, "email_address_verified": false})),
    ]}], "sessions": [{"name": "a", "kind": "intermediate", "email_address": "a@b.example"}]});
    let output = import_with(&app, &["--with-sessions"], &data).await;
    assert_eq!(output.code, Some(0));
    insta::assert_snapshot!(output.stderr, @r#"
    warning: standard input: /organizations/0/members/0/email_address_verified: the only evidence of verification is an SSO or SCIM registration; make sure that the identity provider owns the address's domain, or set email_address_verified to false
    warning: standard input: /organizations/0/members/1/email_address_verified: the only evidence of verification is an SSO or SCIM registration; make sure that the identity provider owns the address's domain, or set email_address_verified to false
    warning: standard input: /sessions/0: the session was skipped because it has no token; create it with `orgctl session create`
    warning: standard input: /organizations/0: unknown field "colour" was ignored
    "#);
}

/// Many warnings about one unknown field must not displace a missing page.
#[tokio::test]
async fn unknown_fields_are_grouped_after_other_warnings() {
    let app = TestApp::start(json!({})).await;
    let members: Vec<_> = (0..300)
        .map(|n| json!({"member_id": format!("m-{n}"), "organization_id": "o", "email_address": format!("p{n}@acme.example"), "colour": n}))
        .collect();
    let page = json!({
        "organizations": [{"organization_id": "o", "organization_name": "O"}], "members": members,
        "results_metadata": {"next_cursor": "c", "total": 400},
    });
    let output = import_with(&app, &["--quiet", "--allow-partial"], page).await;
    assert_eq!(output.code, Some(0));
    insta::assert_snapshot!(output.stderr, @r#"
    warning: standard input: /results_metadata/next_cursor: the last page of Members (400 results) has next_cursor c, so the following pages are missing
    warning: standard input: /members/0: unknown field "colour" was ignored (and in 299 more records)
    "#);
}
