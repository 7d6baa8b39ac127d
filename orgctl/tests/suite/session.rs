//! `orgctl session`.

use org_discovery::domain::{Clock, SystemClock, Timestamp};
use serde_json::{Value, json};

use super::pem::pem;
use org_discovery_local::signing_key::SigningKey;
use test_support::{Answer, KEY, Orgctl, TestApp, small_world};

fn text(value: &Value) -> &str {
    value.as_str().expect("a text")
}

async fn asked(app: &TestApp, field: &str, credential: &str) -> Answer {
    app.post(json!({ field: credential })).await
}

#[tokio::test]
async fn created_intermediate_session_is_accepted_with_its_factors() {
    let app = TestApp::start(small_world()).await;
    let orgctl = Orgctl::on(&app);
    let created =
        orgctl.json(&["session", "create", "--email", "ann@acme.example", "--factor", "magic_link"]).await;
    let answer =
        asked(&app, "intermediate_session_token", text(&created["intermediate_session_token"])).await;
    assert_eq!(answer.entries(), app.discover("ist").await.entries());
    let weak =
        orgctl.json(&["session", "create", "--email", "ann@acme.example", "--factor", "password"]).await;
    let answer = asked(&app, "intermediate_session_token", text(&weak["intermediate_session_token"])).await;
    assert_ne!(answer.entries(), app.discover("ist").await.entries(), "a password proves no address");
}

#[tokio::test]
async fn created_session_is_printed_as_text() {
    let app = TestApp::start(small_world()).await;
    let text = Orgctl::on(&app).text(&["session", "create", "--email", "ann@acme.example"]).await;
    let lines: Vec<_> = text.lines().collect();
    assert!(lines[0].starts_with("expires_at: 20"), "{text}");
    assert_eq!(lines[1], "Shown this once; for local work, tests and support:");
    let token = lines[2].strip_prefix("intermediate_session_token: ").expect("a token");
    assert_eq!((token.len(), lines.len()), (44, 3));
    assert_eq!(asked(&app, "intermediate_session_token", token).await.outcome(), "200");
}

#[tokio::test]
async fn every_factor_can_be_given_by_name() {
    let app = TestApp::start(small_world()).await;
    let orgctl = Orgctl::on(&app);
    let mut arguments = vec!["session", "create", "--email", "ann@acme.example"];
    let factors = [
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
    for factor in factors {
        arguments.extend(["--factor", factor]);
    }
    let created = orgctl.json(&arguments).await;
    let token = text(&created["intermediate_session_token"]);
    let ended = orgctl.run_with(&["--output", "json", "session", "show"], token).await;
    let mut shown: Value = serde_json::from_str(&ended.stdout).expect("JSON");
    let session = &mut shown["sessions"][0];
    assert_eq!(session["expires_at"], created["expires_at"]);
    for factor in session["authentication_factors"].as_array_mut().expect("factors") {
        factor.as_object_mut().expect("an object").remove("last_authenticated_at");
    }
    session["expires_at"] = json!("…");
    insta::assert_snapshot!(shown.to_string().replace("},{", "},\n{"), @r#"
    {"sessions":[{"authentication_factors":[{"delivery_method":"email","email_factor":{"email_address":"ann@acme.example","email_id":""},"type":"magic_link"},
    {"delivery_method":"email","email_factor":{"email_address":"ann@acme.example","email_id":""},"type":"email_otp"},
    {"delivery_method":"knowledge","password_factor":{},"type":"password"},
    {"delivery_method":"recovery_code","recovery_code_factor":{},"type":"recovery_codes"},
    {"delivery_method":"sso_saml","saml_sso_factor":{"provider_id":"saml-1"},"type":"sso"},
    {"delivery_method":"sso_oidc","oidc_sso_factor":{"provider_id":"oidc-1"},"type":"sso"},
    {"delivery_method":"sms","phone_number_factor":{"phone_number":"+15005550006"},"type":"otp"},
    {"authenticator_app_factor":{"totp_id":"totp-1"},"delivery_method":"authenticator_app","type":"totp"},
    {"delivery_method":"trusted_token_exchange","trusted_auth_token_factor":{"email_address":"ann@acme.example","email_verified":true},"type":"trusted_auth_token"},
    {"delivery_method":"knowledge","password_factor":{"member_password_id":"password-1"},"type":"password"},
    {"delivery_method":"knowledge","password_factor":{"scope":"project"},"type":"password"},
    {"delivery_method":"oauth_google","google_oauth_factor":{"email_address":"ann@acme.example","email_verified":true,"provider_subject":""},"type":"oauth"},
    {"delivery_method":"oauth_google","google_oauth_factor":{"email_address":"ann@acme.example","email_verified":true,"provider_subject":"g-1"},"type":"oauth"},
    {"delivery_method":"oauth_microsoft","microsoft_oauth_factor":{"email_address":"ann@acme.example","email_verified":true,"provider_subject":"m-1"},"type":"oauth"},
    {"delivery_method":"oauth_microsoft","microsoft_oauth_factor":{"email_address":"ann@acme.example","email_verified":false,"provider_subject":"m-1"},"type":"oauth"},
    {"delivery_method":"oauth_slack","slack_oauth_factor":{"provider_subject":"U1"},"type":"oauth"},
    {"delivery_method":"oauth_github","github_oauth_factor":{"provider_subject":"1"},"type":"oauth"},
    {"delivery_method":"oauth_hubspot","hubspot_oauth_factor":{"provider_subject":"2"},"type":"oauth"},
    {"delivery_method":"oauth_exchange_google","google_oauth_exchange_factor":{"provider_subject":"g-1"},"type":"oauth"},
    {"delivery_method":"oauth_google","email_verified":false,"type":"oauth"}],"email_address":"ann@acme.example","expires_at":"…","kind":"intermediate","oauth_tenants":{},"organization_id_hint":null,"standing":"alive"}]}
    "#);
}

#[tokio::test]
async fn unknown_factor_name_is_refused() {
    let app = TestApp::start(small_world()).await;
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
        let ended = Orgctl::on(&app).run(&arguments).await;
        assert_eq!((ended.code, ended.stdout.as_str()), (Some(2), ""), "{factor}");
        assert!(
            ended.stderr.contains("expected magic_link, email_otp, trusted_token, password"),
            "{}",
            ended.stderr
        );
    }
}

#[tokio::test]
async fn tenants_and_hint_are_stored_in_session() {
    let app = TestApp::start(small_world()).await;
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
            "--organization",
            "globex",
            "--expires-in",
            "1h",
        ])
        .await;
    let token = text(&created["intermediate_session_token"]);
    let shown = orgctl.run_with(&["session", "show"], token).await;
    let shown = shown.stdout.replace(text(&created["expires_at"]), "…");
    insta::assert_snapshot!(shown, @r#"
    kind: intermediate
    email_address: ann@acme.example
    standing: alive
    expires_at: …
    authentication_factors: none
    oauth_tenants: {"github":["7"],"slack":["T123"]}
    organization_id_hint: organization-globex
    "#);
    let ended =
        orgctl.run(&["session", "create", "--email", "ann@acme.example", "--tenant", "google:1"]).await;
    assert_eq!(ended.code, Some(2));
    assert!(ended.stderr.contains("expected github:ID, hubspot:ID or slack:ID"), "{}", ended.stderr);
}

#[tokio::test]
async fn created_member_session_is_accepted_until_revoked() {
    let app = TestApp::start(small_world()).await;
    // JWTs are made by the machine's clock.
    app.clock.advance(SystemClock.now().seconds_since(app.now()));
    let orgctl = Orgctl::on(&app);
    let pem = pem(&KEY);
    let arguments = [
        "--output",
        "json",
        "session",
        "create",
        "--member",
        "ann@acme.example",
        "--factor",
        "email_otp",
        "--jwt",
        "-",
    ];
    let ended = orgctl.run_with(&arguments, &pem).await;
    assert_eq!((ended.code, ended.stderr.as_str()), (Some(0), ""));
    let created: Value = serde_json::from_str(&ended.stdout).expect("JSON");
    let by_token = asked(&app, "session_token", text(&created["session_token"])).await;
    let by_jwt = asked(&app, "session_jwt", text(&created["session_jwt"])).await;
    assert_eq!(by_token.listing(), by_jwt.listing());
    assert!(by_token.listing().iter().any(|line| line.contains("Acme")), "{:?}", by_token.listing());
    let id = text(&created["member_session_id"]);
    assert_eq!(
        orgctl.json(&["session", "show", "--session-id", id]).await["sessions"][0]["standing"],
        "alive"
    );
    assert_eq!(orgctl.text(&["session", "revoke", "--session-id", id]).await, "1 session is revoked.\n");
    for (field, credential) in
        [("session_token", &created["session_token"]), ("session_jwt", &created["session_jwt"])]
    {
        assert_eq!(asked(&app, field, text(credential)).await.error_type(), "session_not_found");
    }
}

#[tokio::test]
async fn jwt_with_unknown_key_is_not_created() {
    let app = TestApp::start(small_world()).await;
    let orgctl = Orgctl::on(&app);
    let arguments = ["session", "create", "--member", "member-ann", "--jwt", "-"];
    let other = pem(&SigningKey::generate("other").expect("a key"));
    let ended = orgctl.run_with(&arguments, &other).await;
    insta::assert_snapshot!(ended.stderr, @"error: standard input: the project has no such public key; add it with `orgctl project keys add JWKS`");
    let ended = orgctl.run_with(&arguments, "no key").await;
    insta::assert_snapshot!(ended.stderr, @"error: standard input: expected a private RSA key in PEM");
    assert_eq!(
        orgctl.json(&["session", "show", "--member", "member-ann"]).await["sessions"]
            .as_array()
            .map(Vec::len),
        Some(1),
        "none was made"
    );
}

#[tokio::test]
async fn invalid_session_arguments_are_refused() {
    let app = TestApp::start(small_world()).await;
    let orgctl = Orgctl::on(&app);
    for (arguments, reason) in [
        (&["session", "create"][..], "--email <ADDRESS>"),
        (&["session", "create", "--email", "ann"], "invalid value 'ann' for '--email <ADDRESS>'"),
        (
            &["session", "create", "--email", "a@b.example", "--expires-in", "soon"],
            "such as 90s, 10m, 1h or 7d",
        ),
        (&["session", "create", "--email", "a@b.example", "--expires-in", "é"], "such as 90s, 10m, 1h or 7d"),
        (&["session", "create", "--email", "a@b.example", "--jwt", "key.pem"], "cannot be used with"),
        (&["session", "create", "--email", "a@b.example", "--member", "m"], "cannot be used with"),
    ] {
        let ended = orgctl.run(arguments).await;
        assert_eq!((ended.code, ended.stdout.as_str()), (Some(2), ""), "{arguments:?}");
        assert!(ended.stderr.contains(reason), "{}", ended.stderr);
    }
    let refusal =
        orgctl.refusal(&["session", "create", "--email", "a@b.example", "--expires-in", "25h"]).await;
    assert_eq!(refusal, "error: an intermediate session can live for at most 24 hours\n");
    let arguments = ["session", "create", "--member", "member-ann", "--expires-in", "367d"];
    assert_eq!(orgctl.refusal(&arguments).await, "error: a session can live for at most 366 days\n");
    let other = r#"{"type": "magic_link", "delivery_method": "email", "email_factor": {"email_address": "c@d.example"}}"#;
    let refusal = orgctl.refusal(&["session", "create", "--email", "a@b.example", "--factor", other]).await;
    assert!(refusal.contains("factor 0 does not name the session's address"), "{refusal}");
    assert!(
        orgctl.refusal(&["session", "create", "--member", "nobody"]).await.contains("no Member has the id")
    );
}

#[tokio::test]
async fn lifetime_forms_are_parsed() {
    let app = TestApp::start(small_world()).await;
    let orgctl = Orgctl::on(&app);
    for (form, seconds) in
        [("90s", 90), ("10m", 600), ("1h", 3_600), ("1d", 86_400), ("1h 30m", 5_400), ("1.5h", 5_400)]
    {
        let arguments = ["session", "create", "--email", "a@b.example", "--expires-in", form];
        let before = SystemClock.now();
        let created = orgctl.json(&arguments).await;
        let expires_at = Timestamp::parse(text(&created["expires_at"])).expect("a time");
        let lifetime = expires_at.seconds_since(before);
        assert!((seconds..seconds + 60).contains(&lifetime), "{form}: {lifetime}");
    }
    for form in ["", "10", "m", "-1h", "500ms", "1M", "99999999999999999999s"] {
        let option = format!("--expires-in={form}");
        let ended = orgctl.run(&["session", "create", "--email", "a@b.example", &option]).await;
        assert_eq!(ended.code, Some(2), "{form}");
        assert!(ended.stderr.contains("such as 90s, 10m, 1h or 7d"), "{form}: {}", ended.stderr);
    }
}
