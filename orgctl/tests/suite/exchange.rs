//! `orgctl session exchange`, `orgctl organization create` and `orgctl session revoke --email`.

use serde_json::{Value, json};
use test_support::{
    Orgctl, TestApp,
    builders::{data_set, member, organization, organization_id, verified},
};

const JANE: &str = "jane@acme.example";

/// Jane was invited to Acme, is a Member of Strict, which requires a second factor, and is unrelated to Foreign.
async fn start() -> TestApp {
    let slug = |slug: &str| json!({ "organization_slug": slug });
    let organizations = [
        organization("Acme", slug("acme"), [member(JANE, json!({"status": "invited"}))]),
        organization("Strict", json!({"mfa_policy": "REQUIRED_FOR_ALL"}), [verified(JANE)]),
        organization("Foreign", slug("foreign"), []),
    ];
    TestApp::start(data_set(organizations, [])).await
}

/// Creates an intermediate session of Jane with one factor, and returns its token.
async fn token(app: &TestApp, factor: &str) -> String {
    let created = Orgctl::on(app).json(&["session", "create", "--email", JANE, "--factor", factor]).await;
    created["intermediate_session_token"].as_str().expect("a text").to_owned()
}

/// Runs the program with a token on standard input. Returns its JSON output, or its error.
async fn run(app: &TestApp, arguments: &[&str], token: &str) -> Result<Value, String> {
    let arguments = [&["--output", "json"], arguments].concat();
    let output = Orgctl::on(app).run_with(&arguments, token).await;
    match output.code {
        Some(0) => Ok(serde_json::from_str(&output.stdout).expect("JSON")),
        _ => Err(output.stderr),
    }
}

#[tokio::test]
async fn session_is_exchanged_once() {
    let app = start().await;
    let token = token(&app, "magic_link").await;
    let acme = ["session", "exchange", "--token-stdin", "--organization", "acme", "--expires-in", "2h"];
    let exchanged = run(&app, &acme, &token).await.expect("a session");
    assert_eq!(exchanged["organization_id"], organization_id("Acme"));
    let session_token = exchanged["session_token"].as_str().expect("a text");
    let shown = run(&app, &["session", "show", "--token-stdin"], session_token).await.expect("a session");
    assert_eq!(shown["sessions"][0]["validity"], "valid");
    let spent = run(&app, &acme, &token).await.expect_err("an error");
    assert!(spent.starts_with("error: no valid session found"), "{spent}");
}

#[tokio::test]
async fn missing_factors_are_reported() {
    let app = start().await;
    let token = token(&app, "magic_link").await;
    let strict = organization_id("Strict");
    let exchanged = run(&app, &["session", "exchange", "--token-stdin", "--organization", &strict], &token)
        .await
        .expect("a result");
    assert_eq!(exchanged["member_authenticated"], false);
    assert_eq!(exchanged["intermediate_session_token"], token);
    assert!(!exchanged["mfa_required"].is_null());
}

#[tokio::test]
async fn hidden_organization_is_not_entered() {
    let app = start().await;
    let token = token(&app, "magic_link").await;
    for (organization, reason) in [
        ("foreign", "cannot enter the organization foreign"),
        ("nowhere", "there is no organization with the id, slug or name nowhere"),
    ] {
        let error =
            run(&app, &["session", "exchange", "--token-stdin", "--organization", organization], &token)
                .await;
        let error = error.expect_err("an error");
        assert!(error.contains(reason), "{error}");
    }
}

#[tokio::test]
async fn organization_is_created_from_session() {
    let app = start().await;
    let create = ["organization", "create", "--token-stdin", "--name", "New", "--slug", "new"];
    let unverified = token(&app, "slack_oauth:U1").await;
    let error = run(&app, &create, &unverified).await.expect_err("an error");
    assert!(error.contains("no factor of the session verifies its address"), "{error}");
    let created = run(&app, &create, &token(&app, "magic_link").await).await.expect("a session");
    let stored = Orgctl::on(&app).json(&["organization", "get", "new"]).await;
    assert_eq!(stored["organization_id"], created["organization_id"]);
    let taken = run(&app, &create, &token(&app, "magic_link").await).await.expect_err("an error");
    assert!(taken.contains("the slug new belongs to organization"), "{taken}");
}

#[tokio::test]
async fn all_sessions_of_address_end() {
    let app = start().await;
    let (first, second) = (token(&app, "magic_link").await, token(&app, "magic_link").await);
    let acme = ["session", "exchange", "--token-stdin", "--organization", "acme"];
    let exchanged = run(&app, &acme, &first).await.expect("a session");
    let session_token = exchanged["session_token"].as_str().expect("a text");
    let ended = Orgctl::on(&app).json(&["session", "revoke", "--email", JANE, "--yes"]).await;
    let expected =
        json!({"email_address": JANE, "members": 2, "damaged_members": 0, "intermediate_sessions": 1});
    assert_eq!(ended, expected);
    assert!(run(&app, &acme, &second).await.is_err());
    assert!(run(&app, &["session", "show", "--token-stdin"], session_token).await.is_err());
    let check = Orgctl::on(&app).json(&["check"]).await;
    assert_eq!(check["inconsistencies"], json!([]));
}

#[tokio::test]
async fn explanation_states_effect_of_exchange() {
    let app = start().await;
    let person = ["explain", "--email", JANE, "--factor", "magic_link", "--organization"];
    let effect = async |organization: &str| {
        let explained = Orgctl::on(&app).json(&[&person[..], &[organization]].concat()).await;
        explained["organizations"][0]["exchange"]["outcome"].clone()
    };
    assert_eq!(effect("acme").await, "authenticated");
    assert_eq!(effect(&organization_id("Strict")).await, "factors_required");
    assert_eq!(effect("foreign").await, Value::Null);
}

#[tokio::test]
async fn lifetimes_outside_the_limits_spend_nothing() {
    let app = start().await;
    let token = token(&app, "magic_link").await;
    for (lifetime, message) in [("0s", "at least one second"), ("367d", "at most 366 days")] {
        let exchange =
            ["session", "exchange", "--token-stdin", "--organization", "acme", "--expires-in", lifetime];
        let error = run(&app, &exchange, &token).await.expect_err("an error");
        assert!(error.contains(message), "{error}");
    }
    run(&app, &["session", "exchange", "--token-stdin", "--organization", "acme"], &token)
        .await
        .expect("a session");
}

#[tokio::test]
async fn member_session_cannot_create_an_organization() {
    let app = start().await;
    let created =
        Orgctl::on(&app).json(&["session", "create", "--member", JANE, "--organization", "acme"]).await;
    let token = created["session_token"].as_str().expect("a text");
    let error = run(&app, &["organization", "create", "--token-stdin"], token).await.expect_err("an error");
    assert!(error.contains("a member session cannot create an organization"), "{error}");
}

#[tokio::test]
async fn revoking_by_address_concerns_every_organization() {
    let app = start().await;
    let revoke = ["session", "revoke", "--email", JANE, "--organization", "acme"];
    let error = run(&app, &revoke, "").await.expect_err("an error");
    assert!(error.contains("cannot be used with"), "{error}");
}

/// A restored Member would join without the rule, which is not part of a Member.
#[tokio::test]
async fn export_skips_members_that_have_not_completed_joining() {
    let settings = json!({
        "organization_slug": "acme", "email_jit_provisioning": "RESTRICTED",
        "email_allowed_domains": ["acme.example"], "mfa_policy": "REQUIRED_FOR_ALL",
    });
    let acme = organization("Acme", settings, [verified("colleague@acme.example")]);
    let app = TestApp::start(data_set([acme], [])).await;
    let token = token(&app, "magic_link").await;
    let pending = run(&app, &["session", "exchange", "--token-stdin", "--organization", "acme"], &token)
        .await
        .expect("a result");
    assert_eq!(pending["member_authenticated"], false);
    let output = Orgctl::on(&app).run(&["export"]).await;
    let id = pending["member_id"].as_str().expect("a text");
    assert!(output.stderr.contains(&format!("skipped Member {id}")), "{}", output.stderr);
    assert!(output.stdout.contains("colleague@acme.example") && !output.stdout.contains(JANE));
}
