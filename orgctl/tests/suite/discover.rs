//! `orgctl discover`.

use serde_json::{Value, json};

use test_support::{Orgctl, TestApp, small_data_set};

/// Returns the response body without its request id, which is random.
fn body(text: &str) -> Value {
    let mut body: Value = serde_json::from_str(text).expect("JSON");
    let id = body.as_object_mut().expect("an object").remove("request_id").expect("a request id");
    assert!(id.as_str().is_some_and(|id| id.starts_with("request-id-test-")), "{id}");
    body
}

#[tokio::test]
async fn discover_prints_the_function_response() {
    let app = TestApp::start(small_data_set()).await;
    let orgctl = Orgctl::on(&app);
    let created =
        orgctl.json(&["session", "create", "--member", "member-ann", "--factor", "email_otp"]).await;
    let (token, id) = (&created["session_token"], created["member_session_id"].as_str().expect("an id"));
    let response = app.post(json!({ "session_token": token })).await;
    let arguments = ["--output", "json", "discover", "--token-stdin"];
    let by_token = orgctl.run_with(&arguments, token.as_str().expect("a token")).await;
    assert_eq!((by_token.code, by_token.stderr.as_str()), (Some(0), ""));
    assert_eq!(body(&by_token.stdout), body(response.text()));
    let by_id = orgctl.run(&["--output", "json", "discover", "--session-id", id]).await;
    assert_eq!(
        by_id.stdout.len(),
        response.text().len() + 1,
        "the same keys in the same order, and a line break"
    );
    assert_eq!(body(&by_id.stdout), body(response.text()));
}

#[tokio::test]
async fn hypothetical_session_gets_same_response_as_stored() {
    let app = TestApp::start(small_data_set()).await;
    let orgctl = Orgctl::on(&app);
    let person = ["--email", "ann@acme.example", "--factor", "magic_link", "--tenant", "slack:T1"];
    let arguments = [&["session", "create", "--hint", "globex"], &person[..]].concat();
    let created = orgctl.json(&arguments).await;
    let response =
        app.post(json!({"intermediate_session_token": created["intermediate_session_token"]})).await;
    let arguments = [&["--output", "json", "discover", "--hint", "globex"], &person[..]].concat();
    assert_eq!(body(&orgctl.run(&arguments).await.stdout), body(response.text()));
    let as_member = orgctl
        .run(&["--output", "json", "discover", "--member", "member-ann", "--factor", "magic_link"])
        .await;
    assert_eq!(
        body(&as_member.stdout)["discovered_organizations"].as_array().map(Vec::len),
        Some(1),
        "a member session, and a session that is derived from one, shows only memberships"
    );
}

#[tokio::test]
async fn discover_prints_a_table() {
    let app = TestApp::start_demo().await;
    let orgctl = Orgctl::on(&app);
    let mut page = String::new();
    for arguments in [
        &["--email", "carla@consulting.example", "--factor", "magic_link"][..],
        &["--email", "nina@newcomer.example", "--factor", "project_password"],
        &["--email", "dan@acme.example", "--factor", "email_otp"],
        &["--email", "mia@initech.example", "--factor", "google_oauth_unverified:g-9"],
        &["--email", "mia@initech.example"],
        &["--email", "hal@hooli.example", "--factor", "magic_link"],
    ] {
        page += &orgctl.text(&[&["discover"], arguments].concat()).await;
        page += "\n";
    }
    insta::assert_snapshot!(page, @"
    organization  id                                                      membership type  remaining steps
    Acme          organization-test-00000000-0000-4000-8000-000000000001  active_member    none
    Globex        organization-test-00000000-0000-4000-8000-000000000002  active_member    none
    Initech       organization-test-00000000-0000-4000-8000-000000000003  active_member    use a second factor

    organization  id                                                      membership type  remaining steps
    Acme          organization-test-00000000-0000-4000-8000-000000000001  invited_member   sign in by magic_link or email_otp or google_oauth or microsoft_oauth; accept the invitation

    organization  id                                                      membership type                   remaining steps
    Acme          organization-test-00000000-0000-4000-8000-000000000001  eligible_to_join_by_email_domain  join

    organization  id                                                      membership type  remaining steps
    Initech       organization-test-00000000-0000-4000-8000-000000000003  active_member    sign in by magic_link or email_otp or google_oauth; use a second factor

    No organizations for mia@initech.example. The session has no factor; add --factor, such as --factor magic_link. Run `orgctl explain` to find out why.

    No organizations for hal@hooli.example. Run `orgctl explain` to find out why.
    ");
}

#[tokio::test]
async fn expired_or_missing_session_is_refused() {
    let app = TestApp::start(small_data_set()).await;
    let orgctl = Orgctl::on(&app);
    let mut refusals = orgctl.refusal(&["discover", "--session-id", "session-none"]).await;
    // The sessions of `small_data_set` expired months before the system time.
    refusals += &orgctl.run_with(&["discover", "--token-stdin"], app.token("ist")).await.stderr;
    orgctl.text(&["member", "delete", "member-ann", "--yes"]).await;
    refusals += &orgctl.refusal(&["discover", "--member", "member-ann"]).await;
    refusals += &orgctl.refusal(&["explain", "--member", "member-unknown"]).await;
    insta::assert_snapshot!(refusals, @"
    error: no valid session found: it never existed, has expired, was exchanged or revoked, or its Member or organization was deleted; `orgctl session show` shows the reason
    error: no valid session found: it never existed, has expired, was exchanged or revoked, or its Member or organization was deleted; `orgctl session show` shows the reason
    error: no valid session found: it never existed, has expired, was exchanged or revoked, or its Member or organization was deleted; `orgctl session show` shows the reason
    error: no Member has the id or address member-unknown
    ");
}

#[tokio::test]
async fn exactly_one_session_must_be_selected() {
    let app = TestApp::start(json!({})).await;
    for arguments in [
        &[][..],
        &["--email", "a@b.example", "--member", "m"],
        &["--token-stdin", "--factor", "magic_link"],
        &["--member", "m", "--tenant", "slack:T1"],
        &["--session-id", "s", "--hint", "acme"],
    ] {
        for command in ["discover", "explain"] {
            let output = Orgctl::on(&app).run(&[&[command], arguments].concat()).await;
            assert_eq!((output.code, output.stdout.as_str()), (Some(2), ""), "{command} {arguments:?}");
        }
    }
}
