//! `orgctl project keys`.

use std::io::Write;

use serde_json::{Value, json};

use super::program::Orgctl;
use crate::harness::{KEY, KID, TestApp, project_id, small_world};

fn file(json: &Value) -> tempfile::NamedTempFile {
    let mut file = tempfile::NamedTempFile::new().expect("a file");
    write!(file, "{json}").expect("written");
    file
}

fn path(file: &tempfile::NamedTempFile) -> &str {
    file.path().to_str().expect("a path")
}

#[tokio::test]
async fn a_key_signs_from_when_it_is_added_until_it_is_removed() {
    let mut app = TestApp::empty(project_id()).await;
    app.set_project(&[crate::harness::SECRET], &[]).await;
    app.load(small_world()).await;
    let orgctl = Orgctl::on(&app);
    assert_eq!(app.discover_by_jwt("member").await.error_type(), "jwt_invalid_claims");
    let jwks = file(&json!({"keys": [KEY.public()]}));
    assert_eq!(
        orgctl.json(&["project", "keys", "add", path(&jwks)]).await,
        json!({"keys": [{"kid": KID, "bits": 2048}]})
    );
    app.clock.advance(61);
    assert_eq!(app.discover_by_jwt("member").await.outcome(), "200");
    orgctl.text(&["project", "keys", "add", path(&jwks)]).await;
    insta::assert_snapshot!(orgctl.text(&["project", "keys", "list"]).await, @"
    kid                                            bits
    jwk-test-22222222-2222-4222-8222-222222222222  2048
    ");
    assert_eq!(orgctl.json(&["project", "keys", "remove", KID]).await, json!({"keys": []}));
    app.clock.advance(61);
    assert_eq!(app.discover_by_jwt("member").await.error_type(), "jwt_invalid_claims");
}

#[tokio::test]
async fn a_single_key_is_added_from_standard_input() {
    let app = TestApp::empty(project_id()).await;
    app.set_project(&[crate::harness::SECRET], &[]).await;
    let ended = Orgctl::on(&app).run_with(&["project", "keys", "add", "-"], &KEY.public().to_string()).await;
    assert_eq!((ended.code, ended.stderr.as_str()), (Some(0), ""));
    assert!(ended.stdout.contains(KID));
}

#[tokio::test]
async fn private_parts_are_refused() {
    let app = TestApp::start(json!({})).await;
    for part in ["d", "p", "q", "dp", "dq", "qi", "oth", "k"] {
        let mut key = KEY.public();
        key["kid"] = json!("private");
        key[part] = json!("AQAB");
        let file = file(&json!({ "keys": [key] }));
        let refusal = Orgctl::on(&app).refusal(&["project", "keys", "add", path(&file)]).await;
        let expected =
            format!("error: {}: key private holds private parts; give only the public key\n", path(&file));
        assert_eq!(refusal, expected, "{part}");
    }
}

#[tokio::test]
async fn another_key_of_the_same_name_is_refused() {
    let app = TestApp::start(json!({})).await;
    let mut key = crate::signing_key::SigningKey::generate(KID).expect("a key").public();
    let refusal = Orgctl::on(&app).refusal(&["project", "keys", "add", path(&file(&key))]).await;
    insta::assert_snapshot!(refusal, @"error: the project has another key of the name jwk-test-22222222-2222-4222-8222-222222222222; remove that one first, or give the new one its own name");
    key["kid"] = json!("other");
    assert!(Orgctl::on(&app).text(&["project", "keys", "add", path(&file(&key))]).await.contains("other"));
}

#[tokio::test]
async fn what_is_no_key_is_refused() {
    let app = TestApp::start(json!({})).await;
    let orgctl = Orgctl::on(&app);
    assert!(
        orgctl
            .refusal(&["project", "keys", "add", "nowhere.json"])
            .await
            .starts_with("error: nowhere.json: ")
    );
    let file = file(&json!({"kty": "EC", "kid": "ec"}));
    assert!(
        orgctl
            .refusal(&["project", "keys", "add", path(&file)])
            .await
            .contains("expected a JWKS of RSA public keys")
    );
    insta::assert_snapshot!(orgctl.refusal(&["project", "keys", "remove", "nobody"]).await, @"error: the project has no key nobody");
}
