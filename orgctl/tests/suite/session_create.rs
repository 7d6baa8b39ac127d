//! `orgctl session create`.

mod arguments;
mod factors;

use org_discovery::domain::{Clock, SystemClock};
use serde_json::{Value, json};

use super::pem::pem;
use org_discovery_local::signing_key::SigningKey;
use test_support::{ApiResponse, KEY, Orgctl, TestApp, small_data_set};

fn text(value: &Value) -> &str {
    value.as_str().expect("a text")
}

async fn discover_with(app: &TestApp, field: &str, credential: &str) -> ApiResponse {
    app.post(json!({ field: credential })).await
}

#[tokio::test]
async fn created_intermediate_session_has_its_factors() {
    let app = TestApp::start(small_data_set()).await;
    let orgctl = Orgctl::on(&app);
    let created =
        orgctl.json(&["session", "create", "--email", "ann@acme.example", "--factor", "magic_link"]).await;
    let response =
        discover_with(&app, "intermediate_session_token", text(&created["intermediate_session_token"])).await;
    assert_eq!(response.entries(), app.discover("ist").await.entries());
    let weak =
        orgctl.json(&["session", "create", "--email", "ann@acme.example", "--factor", "password"]).await;
    let response =
        discover_with(&app, "intermediate_session_token", text(&weak["intermediate_session_token"])).await;
    assert_ne!(
        response.entries(),
        app.discover("ist").await.entries(),
        "a password does not verify the address"
    );
}

#[tokio::test]
async fn created_session_is_printed_as_text() {
    let app = TestApp::start(small_data_set()).await;
    let text = Orgctl::on(&app).text(&["session", "create", "--email", "ann@acme.example"]).await;
    let lines: Vec<_> = text.lines().collect();
    assert!(lines[0].starts_with("expires_at: 20"), "{text}");
    assert_eq!(lines[1], "Credentials, shown only once; for local development, tests and support:");
    let token = lines[2].strip_prefix("intermediate_session_token: ").expect("a token");
    assert_eq!((token.len(), lines.len()), (44, 3));
    assert_eq!(discover_with(&app, "intermediate_session_token", token).await.outcome(), "200");
}

#[tokio::test]
async fn created_member_session_is_accepted_until_revoked() {
    let app = TestApp::start(small_data_set()).await;
    // JWTs are created with the system clock.
    app.clock.advance(SystemClock.now().seconds_since(app.now()));
    let orgctl = Orgctl::on(&app);
    let pem = pem(&KEY);
    let member = ["session", "create", "--member", "ann@acme.example", "--factor", "email_otp"];
    let arguments = [&["-q", "--output", "json"], &member[..], &["--jwt", "-"]].concat();
    let output = orgctl.run_with(&arguments, &pem).await;
    assert_eq!((output.code, output.stderr.as_str()), (Some(0), ""));
    let created: Value = serde_json::from_str(&output.stdout).expect("JSON");
    let by_token = discover_with(&app, "session_token", text(&created["session_token"])).await;
    let by_jwt = discover_with(&app, "session_jwt", text(&created["session_jwt"])).await;
    assert_eq!(by_token.listing(), by_jwt.listing());
    assert!(by_token.listing().iter().any(|line| line.contains("Acme")), "{:?}", by_token.listing());
    let id = text(&created["member_session_id"]);
    assert_eq!(
        orgctl.json(&["session", "show", "--session-id", id]).await["sessions"][0]["validity"],
        "valid"
    );
    assert_eq!(orgctl.text(&["session", "revoke", "--session-id", id]).await, "Revoked 1 session.\n");
    for (field, credential) in
        [("session_token", &created["session_token"]), ("session_jwt", &created["session_jwt"])]
    {
        assert_eq!(discover_with(&app, field, text(credential)).await.error_type(), "session_not_found");
    }
}

#[tokio::test]
async fn jwt_with_unknown_key_is_not_created() {
    let app = TestApp::start(small_data_set()).await;
    let orgctl = Orgctl::on(&app);
    let arguments = ["session", "create", "--member", "member-ann", "--jwt", "-"];
    let other = pem(&SigningKey::generate("other").expect("a key"));
    let output = orgctl.run_with(&arguments, &other).await;
    insta::assert_snapshot!(output.stderr, @"error: standard input: the project has no such public key; add it with `orgctl project keys add FILE`");
    let output = orgctl.run_with(&arguments, "no key").await;
    insta::assert_snapshot!(output.stderr, @"error: standard input: expected a private RSA key in PEM format");
    assert_eq!(
        orgctl.json(&["session", "show", "--member", "member-ann"]).await["sessions"]
            .as_array()
            .map(Vec::len),
        Some(1),
        "no session was created"
    );
}
