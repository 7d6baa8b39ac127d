//! The demo's credentials are public, so only the demo project accepts them.

use std::{fs, path::Path};

use org_discovery::domain::{KeySet, Project, ProjectId, SecretHash};
use org_discovery_admin::{Refusal, WriteError, Writer};
use serde_json::{Value, json};

use test_support::{KEY, PROJECT_ID, SECRET, TestApp};

fn demo() -> Value {
    serde_json::from_str(include_str!("../../local/demo/project.json")).expect("JSON")
}

fn demo_secret() -> String {
    demo()["secret"].as_str().expect("a string").to_owned()
}

fn demo_key() -> Value {
    demo()["jwks"]["keys"][0].clone()
}

fn project(secrets: &[&str], keys: &[Value]) -> Project {
    let keys = KeySet::parse(&json!({ "keys": keys }).to_string()).expect("keys");
    Project::new(secrets.iter().map(|secret| SecretHash::of(secret)).collect(), keys).expect("a project")
}

/// Writes a project with these secrets and keys.
async fn put(app: &TestApp, id: &str, secrets: &[&str], keys: &[Value]) -> Result<(), WriteError> {
    let id = ProjectId::parse(id).expect("an id");
    let writer = Writer::new(
        app.client.clone(),
        app.tables.clone(),
        id,
        std::sync::Arc::new(org_discovery::domain::SystemEntropy),
    );
    writer.project().put(&project(secrets, keys)).await
}

async fn project_count(app: &TestApp) -> i32 {
    app.client.scan().table_name(&app.tables.projects).send().await.expect("a page").count
}

#[tokio::test]
async fn other_projects_refuse_demo_secret_and_key() {
    let app = TestApp::start(json!({})).await;
    let mut renamed = demo_key();
    renamed["kid"] = json!("jwk-live-1");
    let other = "project-live-22222222-2222-4222-8222-222222222222";
    let secret = demo_secret();
    let refused = Err(WriteError::Refused(Refusal::DemoCredential));
    for id in [PROJECT_ID, other] {
        assert_eq!(put(&app, id, &[&secret], &[]).await, refused);
        assert_eq!(put(&app, id, &[SECRET, &secret], &[KEY.public()]).await, refused);
        assert_eq!(put(&app, id, &[SECRET], &[demo_key()]).await, refused);
        assert_eq!(put(&app, id, &[SECRET], &[KEY.public(), renamed.clone()]).await, refused);
    }
    assert_eq!(project_count(&app).await, 1, "only the test project");
    let response = app.post(json!({})).await;
    assert_eq!(response.outcome(), "no_session_arguments", "the test project's secret is still accepted");
    assert_eq!(put(&app, other, &[SECRET], &[KEY.public()]).await, Ok(()));
}

#[tokio::test]
async fn demo_project_accepts_demo_secret_and_key() {
    let app = TestApp::start(json!({})).await;
    let demo_id = demo()["project_id"].as_str().expect("a string").to_owned();
    assert_eq!(put(&app, &demo_id, &[&demo_secret()], &[demo_key(), KEY.public()]).await, Ok(()));
    assert_eq!(project_count(&app).await, 2);
}

#[test]
fn demo_credentials_are_marked_as_test_data() {
    assert!(demo()["project_id"].as_str().is_some_and(|id| id.starts_with("project-test-")));
    assert!(demo_secret().contains("not-a-secret"));
    let key = demo_key();
    let mut fields: Vec<_> = key.as_object().expect("an object").keys().map(String::as_str).collect();
    fields.sort_unstable();
    assert_eq!(fields, ["alg", "e", "kid", "kty", "n", "use"], "public parts only");
}

/// Returns true if a text contains a private key. The pattern is assembled at run time so that this file does not
/// match.
fn contains_private_key(text: &str) -> bool {
    let pem = ["PRIVATE", " KEY-----"].concat();
    let quote = '"';
    let jwk = ["d", "p", "q", "dp", "dq", "qi"].iter().any(|part| {
        text.match_indices(&format!("{quote}{part}{quote}")).any(|(at, name)| {
            let value = text[at + name.len()..].trim_start().strip_prefix(':').map(str::trim_start);
            let value = value.and_then(|value| value.strip_prefix(quote)).unwrap_or_default();
            value.bytes().take_while(|b| b.is_ascii_alphanumeric() || b"-_+/".contains(b)).count() >= 40
        })
    });
    jwk || text.contains(&pem)
}

fn visit_files(folder: &Path, inspect: &mut impl FnMut(&Path, &str)) {
    for entry in fs::read_dir(folder).expect("a folder") {
        let path = entry.expect("an entry").path();
        let name = path.file_name().and_then(|name| name.to_str()).unwrap_or_default();
        if path.is_symlink() || ["target", ".git", "node_modules", ".venv", ".aws-sam"].contains(&name) {
            continue;
        }
        if path.is_dir() {
            visit_files(&path, inspect);
        } else if let Ok(bytes) = fs::read(&path) {
            inspect(&path, &String::from_utf8_lossy(&bytes));
        }
    }
}

#[test]
fn repository_contains_no_private_key() {
    let mut scanned = 0;
    let mut private = Vec::new();
    visit_files(Path::new(env!("CARGO_MANIFEST_DIR")), &mut |path, text| {
        scanned += 1;
        if contains_private_key(text) {
            private.push(path.to_owned());
        }
    });
    assert!(scanned > 100, "only {scanned} files were scanned");
    assert!(private.is_empty(), "{private:?}");
}

#[test]
fn private_key_scan_detects_private_keys() {
    let number = "n4EPtAOCc9AlkeQHPzHStgAbgs7bTZLwUBZdR8_KuKPEHLd4rHVTeT";
    assert!(contains_private_key(&json!({"kty": "RSA", "d": number}).to_string()));
    assert!(contains_private_key(&format!("{{\n  \"q\" : \"{number}\"\n}}")));
    assert!(contains_private_key(&["-----BEGIN RSA PRIVATE", " KEY-----\nMIIE"].concat()));
    assert!(contains_private_key(&["-----BEGIN PRIVATE", " KEY-----\nMIIE"].concat()));
    assert!(!contains_private_key(&json!({"kty": "RSA", "n": number, "d": "short"}).to_string()));
    assert!(!contains_private_key("-----BEGIN PUBLIC KEY-----"));
}
