//! Explanations of ignored factors and their remedies.

use serde_json::{Value, json};

use test_support::{
    Orgctl, TestApp,
    builders::{member_with_id, organization_with_id, with},
};

/// An organization with `fields`, and one Member ph@acme.com with `member_fields`.
fn organization_of_ph(id: &str, fields: &Value, member_fields: &Value) -> Value {
    let verified = member_with_id(&format!("m-{id}"), "ph@acme.com", json!({"email_address_verified": true}));
    let organization = json!({"organization_name": id, "members": [with(verified, member_fields.clone())]});
    organization_with_id(id, with(organization, fields.clone()))
}

/// Returns the uncounted factors, which follow the lines with the remaining steps and the exchange. Asserts that text and JSON are the
/// same.
async fn uncounted_factors(app: &TestApp, organization: &str, factors: &[&str]) -> String {
    let mut arguments = vec!["explain", "--email", "ph@acme.com", "--organization", organization];
    arguments.extend(factors.iter().flat_map(|factor| ["--factor", *factor]));
    let text = Orgctl::on(app).text(&arguments).await;
    let lines = text.lines().skip_while(|line| !line.contains("Remaining steps:")).skip(2);
    let explained = Orgctl::on(app).json(&arguments).await;
    let listed = explained["organizations"][0]["uncounted_factors"].as_array().expect("a list").clone();
    let names = listed.iter().map(|factor| format!("{}: {}", factor["reason"], factor["text"]));
    let lines: Vec<_> = lines.map(|line| line.trim_start().to_owned()).collect();
    assert_eq!(
        listed.iter().map(|factor| &factor["text"]).collect::<Vec<_>>(),
        lines.iter().collect::<Vec<_>>()
    );
    names.collect::<Vec<_>>().join("\n")
}

#[tokio::test]
async fn mismatched_second_factor_is_explained() {
    let required = json!({"mfa_policy": "REQUIRED_FOR_ALL"});
    let phone = |number: &str, verified: bool| json!({"mfa_phone_number": number, "mfa_phone_number_verified": verified});
    let app = TestApp::start(json!({"organizations": [
        organization_of_ph("same", &required, &phone("+15550100000", true)),
        organization_of_ph("other", &required, &phone("+15550100001", true)),
        organization_of_ph("unverified", &required, &phone("+15550100000", false)),
        organization_of_ph("none", &required, &json!({})),
        organization_of_ph("totp", &required, &json!({"totp_registration_id": "totp-2"})),
        organization_of_ph("optional", &json!({}), &phone("+15550100001", true)),
    ]}))
    .await;
    let factors = ["magic_link", "sms_otp:+15550100000"];
    assert_eq!(uncounted_factors(&app, "same", &factors).await, "");
    assert_eq!(uncounted_factors(&app, "optional", &factors).await, "", "no second factor is required");
    insta::assert_snapshot!(uncounted_factors(&app, "other", &factors).await, @r#""phone_differs": "The sms_otp factor is ignored: its phone number +15550100000 differs from the Member's phone number (+15550100001).""#);
    insta::assert_snapshot!(uncounted_factors(&app, "unverified", &factors).await, @r#""phone_not_verified": "The sms_otp factor is ignored: the Member's phone number is not verified (mfa_phone_number_verified).""#);
    insta::assert_snapshot!(uncounted_factors(&app, "none", &factors).await, @r#""phone_differs": "The sms_otp factor is ignored: its phone number +15550100000 differs from the Member's phone number (none).""#);
    insta::assert_snapshot!(uncounted_factors(&app, "totp", &["magic_link", "totp:totp-1"]).await, @r#""totp_differs": "The totp factor is ignored: its registration totp-1 differs from the Member's registration (totp-2).""#);
    assert_eq!(uncounted_factors(&app, "totp", &["magic_link", "totp:totp-2"]).await, "");
}

#[tokio::test]
async fn unregistered_account_of_an_active_member_is_explained() {
    let only = |methods: &[&str]| json!({"auth_methods": "RESTRICTED", "allowed_auth_methods": methods});
    let google = json!({"oauth_registrations": [{"provider_type": "Google", "provider_subject": "G2"}]});
    let app = TestApp::start(json!({"organizations": [
        organization_of_ph("google", &only(&["google_oauth"]), &json!({})),
        organization_of_ph("google-or-mail", &only(&["google_oauth", "magic_link"]), &json!({})),
        organization_of_ph("invited", &only(&["google_oauth"]), &json!({"status": "invited"})),
        organization_of_ph("registered", &only(&["google_oauth"]), &google),
    ]}))
    .await;
    let account = r#"{"type": "oauth", "delivery_method": "oauth_google", "google_oauth_factor": {"provider_subject": "G1"}}"#;
    let factors = ["email_otp", account];
    insta::assert_snapshot!(uncounted_factors(&app, "google", &factors).await, @r#""account_not_registered": "Signing in again with the google account does not help: the organization accepts only Google or Microsoft sign-ins, and the account neither verifies the address nor is registered with the active Member. To admit the person, check who owns the account and add it to oauth_registrations, or set the status to invited so that the next sign-in with the account counts (both with orgctl member put), or allow another method (orgctl organization put).""#);
    assert_eq!(uncounted_factors(&app, "google-or-mail", &factors).await, "", "a magic link helps");
    assert_eq!(uncounted_factors(&app, "invited", &factors).await, "", "the first use counts");
    assert_eq!(uncounted_factors(&app, "registered", &factors).await, "", "the registered account helps");
}
