//! Records that are imported with a warning.

use serde_json::{Value, json};

use super::import_with;
use test_support::TestApp;

#[tokio::test]
async fn doubtful_records_are_warned_of() {
    let app = TestApp::start(json!({})).await;
    let sso = json!([{"connection_id": "saml-1", "external_id": "x", "registration_id": "r", "sso_attributes": {}}]);
    let member = |id: &str, more: Value| {
        let mut member = json!({"member_id": id, "email_address": format!("{id}@b.example"), "email_address_verified": true});
        member.as_object_mut().expect("an object").extend(more.as_object().expect("an object").clone());
        member
    };
    let data = json!({"organizations": [{"organization_id": "o", "colour": "red", "members": [
        member("sso", json!({"sso_registrations": sso})),
        member("scim", json!({"scim_registration": {"connection_id": "c", "registration_id": "r"}})),
        member("google", json!({"sso_registrations": sso, "oauth_registrations": [{"provider_type": "Google", "provider_subject": "1"}]})),
        member("password", json!({"sso_registrations": sso, "member_password_id": "p"})),
        member("unverified", json!({"sso_registrations": sso, "email_address_verified": false})),
    ]}], "sessions": [{"name": "a", "kind": "intermediate", "email_address": "a@b.example"}]});
    let ended = import_with(&app, &["--with-sessions"], &data).await;
    assert_eq!(ended.code, Some(0));
    insta::assert_snapshot!(ended.stderr, @r#"
    warning: standard input: /organizations/0: the field "colour" is not known and was left out
    warning: standard input: /organizations/0/members/0/email_address_verified: is called verified, and nothing but an SSO or SCIM registration speaks for it: make sure that the identity provider owns the address's domain, or import the Member with email_address_verified false
    warning: standard input: /organizations/0/members/1/email_address_verified: is called verified, and nothing but an SSO or SCIM registration speaks for it: make sure that the identity provider owns the address's domain, or import the Member with email_address_verified false
    warning: standard input: /sessions/0: the session was left out, because it has no token; `orgctl session create` makes new ones
    "#);
}
