//! `orgctl project`: secrets.

use serde_json::json;

use test_support::{ApiCall, Orgctl, PROJECT_ID, SECRET, TestApp, basic, project_id};

/// Returns the error type of an empty request with this secret, which is `no_session_arguments` if the secret is valid.
async fn outcome(app: &TestApp, secret: &str) -> String {
    // The function caches the project for up to one minute.
    app.clock.advance(61);
    let authorization = Some(basic(PROJECT_ID, secret));
    app.call(ApiCall { authorization, ..ApiCall::with_body("{}") }).await.error_type()
}

async fn generate_secret(orgctl: &Orgctl, arguments: &[&str]) -> String {
    let printed = orgctl.json(arguments).await;
    assert_eq!(printed["project_id"], PROJECT_ID);
    printed["secret"].as_str().expect("a secret").to_owned()
}

#[tokio::test]
async fn created_project_prints_its_secret_once() {
    let app = TestApp::empty(project_id()).await;
    let orgctl = Orgctl::on(&app);
    let secret = generate_secret(&orgctl, &["project", "create"]).await;
    assert_eq!((&secret[..12], secret.len()), ("secret-test-", 48));
    assert_eq!(outcome(&app, &secret).await, "no_session_arguments");
    assert_eq!(outcome(&app, SECRET).await, "unauthorized_credentials");
    insta::assert_snapshot!(orgctl.text(&["project", "show"]).await, @"
    project-test-11111111-1111-4111-8111-111111111111
    valid secrets: 1
    keys: none
    further issuers: none
    ");
    insta::assert_snapshot!(orgctl.refusal(&["project", "create"]).await, @"error: the project already exists; run `orgctl project rotate-secret` to create a new secret");
    assert_eq!(outcome(&app, &secret).await, "no_session_arguments", "the secret is unchanged");
}

#[tokio::test]
async fn secret_is_printed_on_its_own_line() {
    let app = TestApp::empty(project_id()).await;
    let text = Orgctl::on(&app).text(&["project", "create"]).await;
    let (message, secret) = text.trim_end().rsplit_once('\n').expect("two lines");
    assert_eq!(message, format!("{PROJECT_ID} created. The new secret, shown only once:"));
    assert_eq!(outcome(&app, secret).await, "no_session_arguments");
}

#[tokio::test]
async fn both_secrets_are_valid_during_rotation() {
    let app = TestApp::start(json!({})).await;
    let orgctl = Orgctl::on(&app);
    let newer = generate_secret(&orgctl, &["project", "rotate-secret"]).await;
    for secret in [SECRET, &newer] {
        assert_eq!(outcome(&app, secret).await, "no_session_arguments");
    }
    insta::assert_snapshot!(orgctl.refusal(&["project", "rotate-secret"]).await, @"error: a project has at most two valid secrets at a time; run `orgctl project retire-secret` if every caller uses the newer one, or `orgctl project retire-secret --newer` if no caller uses it");
    insta::assert_snapshot!(orgctl.text(&["project", "retire-secret", "--yes"]).await, @"Retired the older secret of project-test-11111111-1111-4111-8111-111111111111. Running functions reject it within one minute.");
    assert_eq!(outcome(&app, SECRET).await, "unauthorized_credentials");
    assert_eq!(outcome(&app, &newer).await, "no_session_arguments");
    insta::assert_snapshot!(orgctl.refusal(&["project", "retire-secret", "--yes"]).await, @"error: the project has only one valid secret; rotate it first, so that callers have another");
}

#[tokio::test]
async fn newest_secret_can_be_retired() {
    let app = TestApp::start(json!({})).await;
    let orgctl = Orgctl::on(&app);
    let newer = generate_secret(&orgctl, &["project", "rotate-secret"]).await;
    assert_eq!(
        orgctl.json(&["project", "retire-secret", "--newer", "--yes"]).await,
        json!({"project_id": PROJECT_ID, "retired": "newer"})
    );
    assert_eq!(outcome(&app, &newer).await, "unauthorized_credentials");
    assert_eq!(outcome(&app, SECRET).await, "no_session_arguments");
}

#[tokio::test]
async fn existing_secret_can_be_added() {
    let app = TestApp::empty(project_id()).await;
    let orgctl = Orgctl::on(&app);
    let output = orgctl.run_with(&["project", "create", "--secret-stdin"], &format!("{SECRET}\n")).await;
    assert_eq!(
        output.stdout,
        format!("{PROJECT_ID} created. The new secret was read from standard input.\n")
    );
    assert_eq!(outcome(&app, SECRET).await, "no_session_arguments");
    let weak = orgctl.run_with(&["project", "rotate-secret", "--secret-stdin"], "hunter2").await;
    assert_eq!((weak.code, weak.stdout.as_str()), (Some(1), ""));
    assert_eq!(weak.stderr, "error: expected a random secret of 32 to 256 visible ASCII characters\n");
    assert_eq!(
        orgctl.run(&["project", "rotate-secret", "--secret-stdin"]).await.code,
        Some(2),
        "standard input is empty"
    );
}

#[tokio::test]
async fn missing_project_is_refused() {
    let app = TestApp::empty(project_id()).await;
    let orgctl = Orgctl::on(&app);
    for arguments in [
        &["rotate-secret"][..],
        &["retire-secret"],
        &["show"],
        &["keys", "list"],
        &["keys", "remove", "k"],
        &["issuers", "list"],
        &["issuers", "add", "https://a.example"],
        &["issuers", "remove", "https://a.example"],
    ] {
        let refusal = orgctl.refusal(&[&["project"], arguments].concat()).await;
        let expected = format!(
            "error: there is no project {PROJECT_ID} in tables {}-*, endpoint http://127.0.0.1:{}; \
             run `orgctl project create` to create it\n",
            app.table_prefix(),
            app.dynamodb_port
        );
        assert_eq!(refusal, expected);
    }
}

#[tokio::test]
async fn project_id_is_required() {
    let app = TestApp::empty(project_id()).await;
    let orgctl = Orgctl::on(&app).without("PROJECT_ID");
    let output = orgctl.run(&["project", "show"]).await;
    assert_eq!(output.code, Some(2));
    assert_eq!(output.stderr, "error: no project given; use --project ID or set PROJECT_ID\n");
    let output = orgctl.run(&["project", "show", "--project", "acme"]).await;
    assert_eq!(output.code, Some(2));
    assert!(output.stderr.contains("expected a project id such as"), "{}", output.stderr);
}

/// A leaked secret would stay valid after the rotation.
#[tokio::test]
async fn rotation_to_the_same_secret_is_refused() {
    let app = TestApp::start(json!({})).await;
    let output =
        Orgctl::on(&app).run_with(&["-q", "project", "rotate-secret", "--secret-stdin"], SECRET).await;
    assert_eq!(
        (output.code, output.stderr.as_str()),
        (Some(1), "error: the project has this secret already; a rotation needs a new one\n")
    );
    assert!(Orgctl::on(&app).text(&["project", "show"]).await.contains("valid secrets: 1"));
}
