//! A Member whose address is verified for the first time loses the credentials that were bound before, unless the same
//! session shows them. An organization's own identity provider verifies an address only in a domain that it claims.

use serde_json::{Value, json};
use test_support::{
    TestApp,
    builders::{
        data_set, intermediate, magic_link, member, member_session, oauth, organization, saml, sms,
        sso_connection, trusted_token, unverified_trusted_token, verified, verified_oauth, with,
    },
};

use crate::calls::exchange;

const JANE: &str = "jane@acme.example";

/// A Member with every kind of bound credential, written before its address was verified.
fn prepared() -> Value {
    json!({
        "status": "invited", "mfa_enrolled": true, "default_mfa_method": "sms_otp",
        "mfa_phone_number": "+15550100000", "mfa_phone_number_verified": true, "totp_registration_id": "totp-1",
        "member_password_id": "password-1",
        "oauth_registrations": [
            {"provider_type": "Slack", "provider_subject": "U-ATTACKER"},
            {"provider_type": "Github", "provider_subject": "G-JANE"},
        ],
        "sso_registrations": [{"connection_id": "saml-other"}],
    })
}

#[tokio::test]
async fn credentials_bound_before_are_removed_unless_shown() {
    let acme = organization("Acme", json!({}), [member(JANE, prepared())]);
    let shown = [magic_link(), sms("+15550100000"), oauth("github", "G-JANE")];
    let app = TestApp::start(data_set([acme], [intermediate("Jane", JANE, shown)])).await;
    let body = exchange(&app, "Jane", "Acme").await.json();
    let member = &body["member"];
    assert_eq!(member["email_address_verified"], true, "{body}");
    assert_eq!(member["mfa_phone_number"], "+15550100000");
    assert_eq!((&member["totp_registration_id"], &member["member_password_id"]), (&json!(""), &json!("")));
    assert_eq!(member["oauth_registrations"].as_array().map(Vec::len), Some(1));
    assert_eq!(member["sso_registrations"], json!([]));
    assert_eq!(member["oauth_registrations"][0]["provider_subject"], "G-JANE");
    assert_eq!((&member["mfa_enrolled"], &member["default_mfa_method"]), (&json!(true), &json!("sms_otp")));
}

#[tokio::test]
async fn earlier_sessions_end_at_first_verification() {
    let acme = organization("Acme", json!({}), [member(JANE, json!({}))]);
    let sessions = [
        intermediate("Jane", JANE, [magic_link()]),
        member_session("Earlier", "Acme", JANE, [oauth("slack", "U1")]),
    ];
    let app = TestApp::start(data_set([acme], sessions)).await;
    assert_eq!(app.discover("Earlier").await.outcome(), "200");
    assert_eq!(exchange(&app, "Jane", "Acme").await.json()["member_authenticated"], true);
    assert_eq!(app.discover("Earlier").await.outcome(), "session_not_found");
}

#[tokio::test]
async fn later_sign_ins_keep_credentials_and_sessions() {
    let bound = json!({"member_password_id": "password-1", "totp_registration_id": "totp-1"});
    let acme = organization("Acme", json!({}), [with(verified(JANE), bound)]);
    let sessions =
        [intermediate("Jane", JANE, [magic_link()]), member_session("Earlier", "Acme", JANE, [magic_link()])];
    let app = TestApp::start(data_set([acme], sessions)).await;
    let body = exchange(&app, "Jane", "Acme").await.json();
    assert_eq!(body["member"]["member_password_id"], "password-1");
    assert_eq!(body["member"]["totp_registration_id"], "totp-1");
    assert_eq!(app.discover("Earlier").await.outcome(), "200");
}

#[tokio::test]
async fn address_is_verified_only_independently() {
    let only = |settings: Value| with(sso_connection("saml-acme"), settings);
    let rows = [
        ("magic link", vec![magic_link()], json!({}), true),
        ("Google", vec![verified_oauth("google", "g1")], json!({}), true),
        ("trusted token", vec![trusted_token()], json!({}), true),
        ("SSO", vec![saml("saml-acme")], json!({}), false),
        ("SSO, claimed", vec![saml("saml-acme")], json!({"claimed_email_domains": ["acme.example"]}), true),
        (
            "SSO, other claim",
            vec![saml("saml-acme")],
            json!({"claimed_email_domains": ["other.example"]}),
            false,
        ),
        ("SSO, unverified token", vec![saml("saml-acme"), unverified_trusted_token()], json!({}), false),
        ("SSO of another", vec![saml("saml-acme"), saml("saml-other")], json!({}), false),
    ];
    for (name, factors, settings, expected) in rows {
        let acme = organization("Acme", only(settings), [member(JANE, json!({"status": "invited"}))]);
        let app = TestApp::start(data_set([acme], [intermediate("Jane", JANE, factors)])).await;
        let response = exchange(&app, "Jane", "Acme").await;
        let body = response.json();
        assert_eq!(body["member_authenticated"], true, "{name} {}", response.text());
        assert_eq!(body["member"]["email_address_verified"], expected, "{name}");
        assert_eq!(body["member"]["status"], "active", "{name}");
    }
}
