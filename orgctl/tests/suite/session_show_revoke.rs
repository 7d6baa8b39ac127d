//! `orgctl session show` and `revoke`.

use serde_json::{Value, json};

use super::raw_items::Raw;
use test_support::{Orgctl, TestApp, small_data_set};

fn text(value: &Value) -> &str {
    value.as_str().expect("a text")
}

#[tokio::test]
async fn sessions_of_member_are_shown_and_revoked() {
    let app = TestApp::start(small_data_set()).await;
    let orgctl = Orgctl::on(&app);
    for lifetime in ["5m", "2d"] {
        orgctl.text(&["session", "create", "--member", "ann@acme.example", "--expires-in", lifetime]).await;
    }
    let shown =
        orgctl.json(&["session", "show", "--member", "ann@acme.example", "--organization", "acme"]).await;
    let validities: Vec<_> =
        shown["sessions"].as_array().expect("a list").iter().map(|s| text(&s["validity"])).collect();
    // The session of `small_data_set` expired months before the system time.
    assert_eq!(validities, ["expired", "valid", "valid"]);
    assert_eq!(
        orgctl.json(&["session", "revoke", "--member", "member-ann", "--yes"]).await,
        json!({"revoked": 3})
    );
    assert!(
        orgctl
            .refusal(&["session", "show", "--member", "member-ann"])
            .await
            .starts_with("error: the Member has no sessions")
    );
    assert_eq!(app.discover("bob").await.outcome(), "200", "sessions of other Members are kept");
}

#[tokio::test]
async fn session_of_deleted_member_is_shown_invalid() {
    let app = TestApp::start(small_data_set()).await;
    let orgctl = Orgctl::on(&app);
    let created = orgctl.json(&["session", "create", "--member", "member-ann"]).await;
    orgctl.text(&["member", "delete", "member-ann", "--yes"]).await;
    let token = text(&created["session_token"]);
    let shown = orgctl.run_with(&["session", "show", "--token-stdin"], token).await;
    assert!(shown.stdout.contains("validity: invalidated"), "{}", shown.stdout);
    assert!(!shown.stdout.contains(token));
    insta::assert_snapshot!(orgctl.refusal(&["session", "create", "--member", "member-ann"]).await, @"error: ann@acme.example is deleted and cannot have sessions; `orgctl member reactivate member-ann` restores the Member");
}

#[tokio::test]
async fn session_is_revoked_by_token() {
    let app = TestApp::start(small_data_set()).await;
    let orgctl = Orgctl::on(&app);
    let token = app.token("ist").to_owned();
    assert_eq!(
        orgctl.run_with(&["session", "revoke", "--token-stdin"], &format!("{token}\n")).await.stdout,
        "Revoked 1 session.\n"
    );
    assert_eq!(app.discover("ist").await.error_type(), "intermediate_session_not_found");
    insta::assert_snapshot!(orgctl.run_with(&["session", "revoke", "--token-stdin"], &token).await.stdout, @"No session found; nothing was revoked.");
    insta::assert_snapshot!(orgctl.run_with(&["session", "show", "--token-stdin"], &token).await.stderr, @"error: session not found: sessions disappear when they are exchanged or revoked, and some time after they expire");
    let output = orgctl.run_with(&["session", "show", "--token-stdin"], "short").await;
    assert_eq!(output.code, Some(2));
    insta::assert_snapshot!(output.stderr, @"error: standard input: expected a token of 43 to 512 base64url characters; for a session JWT, use --session-id with the session id in the JWT");
}

#[tokio::test]
async fn mistyped_address_is_not_reported_as_success() {
    let app = TestApp::start(small_data_set()).await;
    let refusal =
        Orgctl::on(&app).refusal(&["session", "revoke", "--email", "ann@acme.exampel", "--yes"]).await;
    insta::assert_snapshot!(refusal, @"error: no Member and no intermediate session has the address ann@acme.exampel; nothing was ended");
}

#[tokio::test]
async fn damaged_member_does_not_keep_other_sessions_alive() {
    let app = TestApp::start(small_data_set()).await;
    let second = json!({"member_id": "member-ann-2", "organization_id": "organization-globex", "email_address": "ann@acme.example"});
    let orgctl = Orgctl::on(&app);
    let put = orgctl.run_with(&["member", "put", "-"], &second.to_string()).await;
    assert_eq!(put.code, Some(0), "{}", put.stderr);
    for member in ["member-ann", "member-ann-2"] {
        orgctl.text(&["session", "create", "--member", member]).await;
    }
    let raw = Raw(&app);
    raw.set(raw.member_item("ann@acme.example", "organization-acme"), "object", "{").await;
    let output = orgctl.run(&["-q", "session", "revoke", "--email", "ann@acme.example", "--yes"]).await;
    assert_eq!(output.code, Some(3));
    insta::assert_snapshot!(format!("{}{}", output.stdout, output.stderr), @"
    All sessions of 2 Members with the address ann@acme.example and 1 intermediate session: ended.
    error: 1 damaged Member may keep a session that was created a moment ago; `orgctl check` names the command that repairs them, then run this command again
    ");
    let left = orgctl.json(&["session", "list", "--member", "member-ann-2"]).await;
    assert_eq!(left["sessions"], json!([]));
}
