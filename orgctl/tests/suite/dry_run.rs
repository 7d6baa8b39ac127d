//! `--dry-run` writes nothing and prints no credentials.

use serde_json::{Value, json};

use super::{
    input_files::{file, path},
    live_session::live_token,
};
use org_discovery_local::signing_key::SigningKey;
use test_support::{KID, Orgctl, TestApp, small_data_set};

/// Starts an app whose project has a further issuer.
async fn start() -> TestApp {
    let app = TestApp::start(small_data_set()).await;
    app.set_jwt_issuers(&["https://issuer.example"]).await;
    app
}

/// Runs every command that writes, in a dry run. Returns the arguments, the exit codes and both streams.
async fn run_all(app: &TestApp, token: &str) -> Vec<(String, Option<i32>, String)> {
    let orgctl = Orgctl::on(app);
    let mut new_key = SigningKey::generate("new").expect("a key").public();
    new_key["kid"] = json!("new");
    let jwks = file(json!({"keys": [new_key]}));
    let organization = file(
        json!({"organization_id": "organization-new", "organization_name": "New", "organization_slug": "new"}),
    );
    let member = file(
        json!({"member_id": "member-new", "organization_id": "organization-acme", "email_address": "new@acme.example"}),
    );
    let data = file(
        json!({"organizations": [{"organization_id": "o-i", "organization_name": "Imported", "organization_slug": "imported"}]}),
    );
    let mut outputs = Vec::new();
    for (arguments, input) in [
        (&["project", "rotate-secret"][..], ""),
        (&["project", "keys", "add", path(&jwks)], ""),
        (&["project", "keys", "remove", KID], ""),
        (&["project", "issuers", "add", "https://login.customer.example"], ""),
        (&["project", "issuers", "remove", "https://issuer.example"], ""),
        (&["organization", "put", path(&organization)], ""),
        (&["organization", "update", "acme", "--set", "organization_name=Other"], ""),
        (&["organization", "delete", "acme"], ""),
        (&["organization", "create", "--token-stdin", "--name", "Created"], token),
        (&["member", "put", path(&member)], ""),
        (&["member", "update", "member-ann", "--set", "name=Ann"], ""),
        (&["member", "delete", "member-ann"], ""),
        (&["member", "erase", "member-ann"], ""),
        (&["session", "create", "--email", "ann@acme.example"], ""),
        (&["session", "create", "--member", "member-ann"], ""),
        (&["session", "exchange", "--token-stdin", "--organization", "acme"], token),
        (&["session", "revoke", "--token-stdin"], token),
        (&["session", "revoke", "--member", "member-ann"], ""),
        (&["session", "revoke", "--email", "ann@acme.example"], ""),
        (&["import", path(&data)], ""),
    ] {
        for format in ["text", "json"] {
            let all = [&["--dry-run", "-q", "-o", format], arguments].concat();
            let output = orgctl.run_with(&all, input).await;
            let printed = format!("{}{}", output.stdout, output.stderr);
            outputs.push((format!("{format} {}", arguments.join(" ")), output.code, printed));
        }
    }
    outputs
}

#[tokio::test]
async fn dry_runs_write_nothing() {
    let app = start().await;
    let token = live_token(&app).await;
    let project = app.stored_items(&app.tables.projects).await;
    let before = app.all_items().await;
    for (command, code, printed) in run_all(&app, &token).await {
        assert_eq!(code, Some(0), "{command}: {printed}");
        assert!(printed.contains("would") || printed.contains("dry_run"), "{command}: {printed}");
        for secret in ["secret-test-", "session_token", "session_jwt"] {
            assert!(!printed.contains(secret), "{command}: {printed}");
        }
        if let Some(json) = command.strip_prefix("json ") {
            let mut documents = serde_json::Deserializer::from_str(&printed).into_iter::<Value>();
            let value = documents.next().expect("a document").expect("JSON");
            assert_eq!(value["dry_run"], true, "{json}");
        }
    }
    assert_eq!(app.all_items().await, before);
    assert_eq!(app.stored_items(&app.tables.projects).await, project);
}

#[tokio::test]
async fn dry_run_prints_outcomes() {
    let app = start().await;
    let lines: Vec<String> = run_all(&app, &live_token(&app).await)
        .await
        .into_iter()
        .filter(|(command, ..)| command.starts_with("text"))
        .map(|(_, _, printed)| printed)
        .collect();
    let is_random =
        |word: &str| word.contains("organization-test-") || word.starts_with("20") && word.ends_with("Z.");
    let words = |line: &str| {
        line.split(' ').map(|word| if is_random(word) { "…" } else { word }).collect::<Vec<_>>().join(" ")
    };
    let shown = lines.join("\n").lines().map(words).collect::<Vec<_>>().join("\n");
    insta::assert_snapshot!(shown, @"
    project-test-11111111-1111-4111-8111-111111111111 would have two valid secrets.

    would be added: new
    kid                                            bits
    jwk-test-22222222-2222-4222-8222-222222222222  2048
    new                                            2048

    would be removed: jwk-test-22222222-2222-4222-8222-222222222222
    kid  bits
    would remove the key jwk-test-22222222-2222-4222-8222-222222222222, which invalidates all session JWTs that it signed

    would be added: https://login.customer.example
    issuer
    https://issuer.example
    https://login.customer.example

    would be removed: https://issuer.example
    issuer
    would remove the issuer https://issuer.example, which invalidates all of its session JWTs

    organization-new (new): would be created

    organization-acme (acme): would be updated
      organization_name: Acme → Other

    organization-acme: would be deleted
    would delete organization Acme (organization-acme): 2 Members, 2 sessions

    The person would be signed in to Created …

    member-new (new@acme.example in organization-acme): would be created

    member-ann (ann@acme.example in organization-acme): would be updated
      name: (nothing) → Ann

    member-ann (ann@acme.example in organization-acme): would be deleted
    the person no longer sees the organization and cannot join it again, and the Member's sessions end
    would delete Member ann@acme.example (member-ann) of organization-acme: 1 session

    member-ann (ann@acme.example in organization-acme): would be erased
    would erase Member ann@acme.example (member-ann) of organization-acme: 1 session

    A session would be created that expires at …

    A session would be created that expires at …

    The person would be signed in to Acme (organization-acme).

    1 session would be revoked.

    1 session would be revoked.
    would revoke 1 session of Member ann@acme.example (member-ann) of organization-acme

    All sessions of 1 Member with the address ann@acme.example and 2 intermediate sessions: would be ended.
    would end all sessions of ann@acme.example in every organization

    would be       added  changed  unchanged
    organizations  1      0        0
    Members        0      0        0
    ");
}

#[tokio::test]
async fn dry_run_fails_as_the_command_would() {
    let app = TestApp::start(small_data_set()).await;
    let taken = json!({"organization_id": "organization-new", "organization_name": "New", "organization_slug": "acme"});
    let output =
        Orgctl::on(&app).run_with(&["--dry-run", "-q", "organization", "put", "-"], &taken.to_string()).await;
    assert_eq!(
        (output.code, output.stderr.as_str()),
        (Some(1), "error: the slug acme belongs to organization organization-acme\n")
    );
}
