//! `orgctl session show` and `revoke`.

use serde_json::{Value, json};

use test_support::{Orgctl, TestApp, small_world};

fn text(value: &Value) -> &str {
    value.as_str().expect("a text")
}

#[tokio::test]
async fn sessions_of_member_are_shown_and_revoked() {
    let app = TestApp::start(small_world()).await;
    let orgctl = Orgctl::on(&app);
    for lifetime in ["5m", "2d"] {
        orgctl.text(&["session", "create", "--member", "ann@acme.example", "--expires-in", lifetime]).await;
    }
    let shown =
        orgctl.json(&["session", "show", "--member", "ann@acme.example", "--organization", "acme"]).await;
    let standings: Vec<_> =
        shown["sessions"].as_array().expect("a list").iter().map(|s| text(&s["standing"])).collect();
    // The test's own session ended months before the machine's time.
    assert_eq!(standings, ["expired", "alive", "alive"]);
    assert_eq!(orgctl.json(&["session", "revoke", "--member", "member-ann"]).await, json!({"revoked": 3}));
    assert!(
        orgctl
            .refusal(&["session", "show", "--member", "member-ann"])
            .await
            .starts_with("error: the Member has no session")
    );
    assert_eq!(app.discover("bob").await.outcome(), "200", "another Member's");
}

#[tokio::test]
async fn session_with_old_security_stamp_is_shown_invalid() {
    let app = TestApp::start(small_world()).await;
    let orgctl = Orgctl::on(&app);
    let created = orgctl.json(&["session", "create", "--member", "member-ann"]).await;
    orgctl.text(&["member", "delete", "member-ann"]).await;
    let token = text(&created["session_token"]);
    let shown = orgctl.run_with(&["session", "show"], token).await;
    assert!(shown.stdout.contains("standing: member_gone"), "{}", shown.stdout);
    assert!(!shown.stdout.contains(token));
    insta::assert_snapshot!(orgctl.refusal(&["session", "create", "--member", "member-ann"]).await, @"error: ann@acme.example is deleted and can have no session; `orgctl member reactivate member-ann` brings the Member back");
}

#[tokio::test]
async fn token_from_standard_input_is_revoked() {
    let app = TestApp::start(small_world()).await;
    let orgctl = Orgctl::on(&app);
    let token = app.token("ist").to_owned();
    assert_eq!(
        orgctl.run_with(&["session", "revoke"], &format!("{token}\n")).await.stdout,
        "1 session is revoked.\n"
    );
    assert_eq!(app.discover("ist").await.error_type(), "intermediate_session_not_found");
    insta::assert_snapshot!(orgctl.run_with(&["session", "revoke"], &token).await.stdout, @"There was no such session, and nothing to revoke.");
    insta::assert_snapshot!(orgctl.run_with(&["session", "show"], &token).await.stderr, @"error: no such session: it was never made, was revoked, or ended long ago and was removed");
    let ended = orgctl.run_with(&["session", "show"], "short").await;
    assert_eq!(ended.code, Some(2));
    insta::assert_snapshot!(ended.stderr, @"error: standard input: expected a token of 43 to 512 base64url characters; a JWT's session is named by --session-id, with the id that stands in the JWT");
}
