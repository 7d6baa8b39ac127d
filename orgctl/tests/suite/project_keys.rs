//! `orgctl project keys`.

mod pem_files;

use org_discovery_local::signing_key::SigningKey;
use serde_json::{Value, json};
use tempfile::NamedTempFile;

use super::input_files::{file, path};
use test_support::{KEY, KID, Orgctl, TestApp, project_id, small_data_set};

/// Starts an app whose project has no keys.
async fn app_without_keys() -> TestApp {
    let app = TestApp::empty(project_id()).await;
    app.set_project(&[test_support::SECRET], &[]).await;
    app
}

#[tokio::test]
async fn key_verifies_between_addition_and_removal() {
    let mut app = app_without_keys().await;
    app.load(small_data_set()).await;
    let orgctl = Orgctl::on(&app);
    assert_eq!(app.discover_by_jwt("member").await.error_type(), "jwt_invalid_claims");
    let jwks = file(json!({"keys": [KEY.public()]}));
    assert_eq!(
        orgctl.json(&["project", "keys", "add", path(&jwks)]).await,
        json!({
            "added": [KID],
            "already_present": [],
            "keys": [{"kid": KID, "bits": 2048}],
            "unsuitable": [],
        })
    );
    app.clock.advance(61);
    assert_eq!(app.discover_by_jwt("member").await.outcome(), "200");
    orgctl.text(&["project", "keys", "add", path(&jwks)]).await;
    insta::assert_snapshot!(orgctl.text(&["project", "keys", "list"]).await, @"
    kid                                            bits
    jwk-test-22222222-2222-4222-8222-222222222222  2048
    ");
    assert_eq!(
        orgctl.json(&["project", "keys", "remove", KID, "--yes"]).await,
        json!({"keys": [], "unsuitable": []})
    );
    app.clock.advance(61);
    assert_eq!(app.discover_by_jwt("member").await.error_type(), "jwt_invalid_claims");
}

#[tokio::test]
async fn single_key_is_added_from_standard_input() {
    let app = app_without_keys().await;
    let output =
        Orgctl::on(&app).run_with(&["-q", "project", "keys", "add", "-"], &KEY.public().to_string()).await;
    assert_eq!((output.code, output.stderr.as_str()), (Some(0), ""));
    assert!(output.stdout.contains(KID));
}

#[tokio::test]
async fn key_with_private_parts_is_refused() {
    let app = TestApp::start(json!({})).await;
    let before = app.stored_items(&app.tables.projects).await;
    for part in ["d", "p", "q", "dp", "dq", "qi", "oth", "k"] {
        let mut key = KEY.public();
        key["kid"] = json!("private");
        key[part] = json!("AQAB");
        let file = file(json!({ "keys": [KEY.public(), key] }));
        let refusal = Orgctl::on(&app).refusal(&["project", "keys", "add", path(&file)]).await;
        let expected = format!(
            "error: {}: key private: it contains private key material; use a file with only the public key\n",
            path(&file)
        );
        assert_eq!(refusal, expected, "{part}");
    }
    assert_eq!(
        app.stored_items(&app.tables.projects).await,
        before,
        "the public key of the file is not added either"
    );
}

#[tokio::test]
async fn different_key_with_stored_kid_is_refused() {
    let app = TestApp::start(json!({})).await;
    let mut key = SigningKey::generate(KID).expect("a key").public();
    let refusal = Orgctl::on(&app).refusal(&["project", "keys", "add", path(&file(&key))]).await;
    insta::assert_snapshot!(refusal, @"error: the project already has a different key with kid jwk-test-22222222-2222-4222-8222-222222222222; remove that key first, or use another kid for the new key");
    key["kid"] = json!("other");
    assert!(Orgctl::on(&app).text(&["project", "keys", "add", path(&file(&key))]).await.contains("other"));
}

#[tokio::test]
async fn malformed_key_is_refused() {
    let app = TestApp::start(json!({})).await;
    let orgctl = Orgctl::on(&app);
    assert!(
        orgctl
            .refusal(&["project", "keys", "add", "nowhere.json"])
            .await
            .starts_with("error: nowhere.json: ")
    );
    let elliptic = file(json!({"kty": "EC", "kid": "ec"}));
    let text = file(json!([]));
    let refusal = orgctl.refusal(&["project", "keys", "add", path(&text)]).await;
    assert!(refusal.contains("expected a JWKS of RSA public keys"), "{refusal}");
    let empty = file(json!({"keys": []}));
    let refusal = orgctl.refusal(&["project", "keys", "add", path(&empty)]).await;
    assert!(refusal.ends_with(": no key can verify session JWTs: the key set is empty\n"), "{refusal}");
    let refusal = orgctl.refusal(&["project", "keys", "add", path(&elliptic)]).await;
    insta::assert_snapshot!(refusal.replace(path(&elliptic), "<file>"), @"error: <file>: no key can verify session JWTs: key ec: its kty is not RSA");
    insta::assert_snapshot!(orgctl.refusal(&["project", "keys", "remove", "unknown"]).await, @"error: the project has no key with kid unknown");
}

/// A key set in the format of Keycloak: a signing key with extra fields, and an encryption key.
fn keycloak() -> Value {
    let encryption = SigningKey::generate("kc-enc").expect("a key").public();
    let key = |mut key: Value, kid: &str, alg: &str, r#use: &str| {
        (key["kid"], key["alg"], key["use"]) = (json!(kid), json!(alg), json!(r#use));
        (key["x5c"], key["x5t"], key["x5t#S256"]) = (json!(["MIIB"]), json!("abc"), json!("def"));
        key
    };
    json!({"keys": [key(KEY.public(), "kc-sig", "RS256", "sig"), key(encryption, "kc-enc", "RSA-OAEP", "enc")]})
}

/// A key set with one suitable key and three unsuitable ones.
fn mixed_set() -> NamedTempFile {
    let mut jwks = keycloak();
    let more = [json!({"kty": "EC", "kid": "elliptic\u{1b}[2J", "crv": "P-256"}), json!(7)];
    jwks["keys"].as_array_mut().expect("a list").extend(more);
    file(&jwks)
}

#[tokio::test]
async fn only_suitable_keys_of_set_are_added() {
    let (app, file) = (app_without_keys().await, mixed_set());
    let added = Orgctl::on(&app).run(&["-q", "project", "keys", "add", path(&file)]).await;
    assert_eq!(added.code, Some(0));
    insta::assert_snapshot!(added.stdout, @"
    added: kc-sig
    kid     bits
    kc-sig  2048
    ");
    insta::assert_snapshot!(added.stderr.replace(path(&file), "<file>"), @r#"
    warning: <file>: skipped key kc-enc: its use is not sig
    warning: <file>: skipped key elliptic\u{1b}[2J: its kty is not RSA
    warning: <file>: skipped key number 4: it is not a JSON Web Key: invalid type: integer `7`, expected struct JsonWebKey at line 1 column 1
    "#);
    let stored = app.stored_items(&app.tables.projects).await[0]["jwks"].clone();
    assert!(stored.contains("kc-sig") && !stored.contains("kc-enc"), "{stored}");
}

#[tokio::test]
async fn added_and_unsuitable_keys_are_printed_as_json() {
    let (app, file) = (app_without_keys().await, mixed_set());
    let arguments = ["-q", "--output", "json", "project", "keys", "add", path(&file)];
    let added = Orgctl::on(&app).run(&arguments).await;
    assert_eq!(added.code, Some(0));
    assert_eq!(added.stderr.lines().count(), 3, "{}", added.stderr);
    assert_eq!(added.stdout, include_str!("expected/project_keys_added.json"));
}

#[tokio::test]
async fn set_without_a_suitable_key_is_refused() {
    let app = TestApp::start(json!({})).await;
    let mut keys = keycloak();
    keys["keys"][0]["alg"] = json!("PS256");
    let file = file(&keys);
    let refusal = Orgctl::on(&app).refusal(&["project", "keys", "add", path(&file)]).await;
    insta::assert_snapshot!(refusal.replace(path(&file), "<file>"), @"error: <file>: no key can verify session JWTs: key kc-sig: its alg is not RS256; key kc-enc: its use is not sig");
}

#[tokio::test]
async fn repeated_kid_in_file_is_refused() {
    let app = TestApp::start(json!({})).await;
    let mut other = SigningKey::generate("twice").expect("a key").public();
    let mut key = KEY.public();
    key["kid"] = json!("twice");
    let both = file(json!({"keys": [key, other]}));
    let refusal = Orgctl::on(&app).refusal(&["project", "keys", "add", path(&both)]).await;
    insta::assert_snapshot!(refusal.replace(path(&both), "<file>"), @"error: <file>: key twice: another key of the set has the same kid; give each key its own kid");
    other["use"] = json!("enc");
    let one_is_suitable = file(json!({"keys": [other, key, key]}));
    let added = Orgctl::on(&app).run(&["-q", "project", "keys", "add", path(&one_is_suitable)]).await;
    assert_eq!((added.code, added.stderr.lines().count()), (Some(0), 1), "{}", added.stderr);
}

#[tokio::test]
async fn unused_stored_key_is_listed_with_reason() {
    let app = TestApp::start(json!({})).await;
    test_support::store_jwks(&app, keycloak()["keys"].as_array().expect("a list")).await;
    let listed = Orgctl::on(&app).run(&["--output", "json", "project", "keys", "list"]).await;
    insta::assert_snapshot!(listed.stderr, @"warning: the function ignores a stored key: key kc-enc: its use is not sig");
    insta::assert_snapshot!(listed.stdout, @r#"
    {
      "keys": [
        {
          "bits": 2048,
          "kid": "kc-sig"
        }
      ],
      "unsuitable": [
        {
          "kid": "kc-enc",
          "position": 2,
          "reason": "its use is not sig"
        }
      ]
    }
    "#);
    let shown = Orgctl::on(&app).text(&["project", "show"]).await;
    assert!(shown.contains("keys: kc-sig\n"), "{shown}");
}
