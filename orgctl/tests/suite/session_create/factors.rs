//! Factors and tenants of created sessions.

use serde_json::{Value, json};

use super::text;
use test_support::{Orgctl, TestApp, small_data_set};

/// Arguments for all kinds of factors.
const FACTORS: [&str; 20] = [
    "magic_link",
    "email_otp",
    "password",
    "recovery_code",
    "sso:saml-1",
    "sso_oidc:oidc-1",
    "sms_otp:+15005550006",
    "totp:totp-1",
    "trusted_token",
    "password:password-1",
    "project_password",
    "google_oauth",
    "google_oauth:g-1",
    "microsoft_oauth:m-1",
    "microsoft_oauth_unverified:m-1",
    "slack_oauth:U1",
    "github_oauth:1",
    "hubspot_oauth:2",
    "google_oauth_exchange:g-1",
    r#"{"type": "oauth", "delivery_method": "oauth_google", "email_verified": false}"#,
];

#[tokio::test]
async fn every_factor_can_be_given_by_name() {
    let app = TestApp::start(small_data_set()).await;
    let orgctl = Orgctl::on(&app);
    let factors = FACTORS.iter().flat_map(|factor| ["--factor", factor]);
    let create = ["session", "create", "--email", "ann@acme.example"];
    let created = orgctl.json(&create.into_iter().chain(factors).collect::<Vec<_>>()).await;
    let token = text(&created["intermediate_session_token"]);
    let output = orgctl.run_with(&["--output", "json", "session", "show", "--token-stdin"], token).await;
    let mut shown: Value = serde_json::from_str(&output.stdout).expect("JSON");
    let session = &mut shown["sessions"][0];
    assert_eq!(session["expires_at"], created["expires_at"]);
    for factor in session["authentication_factors"].as_array_mut().expect("factors") {
        factor.as_object_mut().expect("an object").remove("last_authenticated_at");
    }
    session["expires_at"] = json!("…");
    let one_factor_a_line = shown.to_string().replace("},{", "},\n{");
    assert_eq!(one_factor_a_line + "\n", include_str!("../expected/session_factors.json"));
}

#[tokio::test]
async fn unknown_factor_name_is_refused() {
    let app = TestApp::start(small_data_set()).await;
    for factor in [
        "",
        "magic",
        "sso",
        "sso:",
        "sms_otp",
        "apple_oauth",
        "slack_oauth:",
        "slack_oauth_unverified",
        "{",
        "[]",
    ] {
        let arguments = ["session", "create", "--email", "ann@acme.example", "--factor", factor];
        let output = Orgctl::on(&app).run(&arguments).await;
        assert_eq!((output.code, output.stdout.as_str()), (Some(2), ""), "{factor}");
        assert!(
            output.stderr.contains("expected magic_link, email_otp, trusted_token, password"),
            "{}",
            output.stderr
        );
    }
}

#[tokio::test]
async fn tenants_and_hint_are_stored_in_session() {
    let app = TestApp::start(small_data_set()).await;
    let orgctl = Orgctl::on(&app);
    let created = orgctl
        .json(&[
            "session",
            "create",
            "--email",
            "ann@acme.example",
            "--tenant",
            "slack:T123",
            "--tenant",
            "github:7",
            "--hint",
            "globex",
            "--expires-in",
            "1h",
        ])
        .await;
    let token = text(&created["intermediate_session_token"]);
    let shown = orgctl.run_with(&["session", "show", "--token-stdin"], token).await;
    let shown = shown.stdout.replace(text(&created["expires_at"]), "…");
    insta::assert_snapshot!(shown, @r#"
    kind: intermediate
    email_address: ann@acme.example
    validity: valid
    expires_at: …
    authentication_factors: none
    oauth_tenants: {"github":["7"],"slack":["T123"]}
    organization_id_hint: organization-globex
    "#);
    let output =
        orgctl.run(&["session", "create", "--email", "ann@acme.example", "--tenant", "google:1"]).await;
    assert_eq!(output.code, Some(2));
    assert!(output.stderr.contains("expected github:ID, hubspot:ID or slack:ID"), "{}", output.stderr);
}
