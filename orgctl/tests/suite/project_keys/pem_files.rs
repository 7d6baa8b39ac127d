//! `orgctl project keys add` with PEM files.

use std::fs;

use org_discovery::domain::{Clock, SystemClock};
use org_discovery_local::signing_key::SigningKey;
use serde_json::json;

use super::app_without_keys;
use crate::{
    input_files::{file, path},
    pem::{block, certificate_pem, pem, pkcs1_pem, public_pem},
};
use test_support::{ApiCall, KEY, Orgctl, TestApp, small_data_set};

/// Returns the thumbprint of a key, which is the default key id.
fn thumbprint(key: &SigningKey) -> String {
    let jwk = key.public();
    let required = json!({"e": jwk["e"], "kty": jwk["kty"], "n": jwk["n"]}).to_string();
    let digest = aws_lc_rs::digest::digest(&aws_lc_rs::digest::SHA256, required.as_bytes());
    base64::Engine::encode(&base64::engine::general_purpose::URL_SAFE_NO_PAD, digest)
}

#[tokio::test]
async fn every_public_format_adds_the_same_key() {
    let app = app_without_keys().await;
    let (orgctl, kid) = (Orgctl::on(&app), thumbprint(&KEY));
    let keys = json!([{"kid": kid, "bits": 2048}]);
    for (index, text) in [public_pem(&KEY), pkcs1_pem(&KEY), certificate_pem(&KEY)].iter().enumerate() {
        let (added, present) = if index == 0 { (json!([kid]), json!([])) } else { (json!([]), json!([kid])) };
        let printed = orgctl.json(&["project", "keys", "add", path(&file(text))]).await;
        let expected = json!({"added": added, "already_present": present, "keys": keys, "unsuitable": []});
        assert_eq!(printed, expected, "{text}");
    }
}

#[tokio::test]
async fn key_id_is_printed_or_chosen() {
    let app = app_without_keys().await;
    let (orgctl, key) = (Orgctl::on(&app), file(public_pem(&KEY)));
    let added = ["project", "keys", "add", path(&key)];
    let kid = thumbprint(&KEY);
    let trial = orgctl.text(&[&added[..], &["--dry-run"]].concat()).await;
    assert!(trial.starts_with(&format!("would be added: {kid}\n")), "{trial}");
    insta::assert_snapshot!(orgctl.text(&added).await.replace(&kid, "<thumbprint>"), @"
    added: <thumbprint>
    kid                                          bits
    <thumbprint>  2048
    ");
    insta::assert_snapshot!(orgctl.text(&added).await.replace(&kid, "<thumbprint>"), @"
    already present: <thumbprint>
    kid                                          bits
    <thumbprint>  2048
    ");
    let other = file(public_pem(&SigningKey::generate("").expect("a key")));
    let chosen = ["project", "keys", "add", "--kid", "jwk-\u{1b}[2J", path(&other)];
    insta::assert_snapshot!(orgctl.text(&chosen).await.replace(&kid, "<thumbprint>"), @r#"
    added: jwk-\u{1b}[2J
    kid                                          bits
    <thumbprint>  2048
    jwk-\u{1b}[2J                                2048
    "#);
}

#[tokio::test]
async fn key_verifies_jwt_of_its_private_half() {
    let mut app = app_without_keys().await;
    app.load(small_data_set()).await;
    // JWTs are created with the system clock.
    app.clock.advance(SystemClock.now().seconds_since(app.now()));
    let (orgctl, key) = (Orgctl::on(&app), SigningKey::generate("").expect("a key"));
    orgctl.text(&["project", "keys", "add", path(&file(public_pem(&key)))]).await;
    let private = file(pem(&key));
    let member = ["session", "create", "--member", "ann@acme.example", "--factor", "email_otp"];
    let created = orgctl.json(&[&member[..], &["--jwt", path(&private)]].concat()).await;
    let body = json!({"session_jwt": created["session_jwt"]}).to_string();
    assert_eq!(app.call(ApiCall::with_body(body)).await.outcome(), "200");
}

#[tokio::test]
async fn private_key_is_refused_with_command() {
    let app = TestApp::start(json!({})).await;
    let before = app.stored_items(&app.tables.projects).await;
    let mut refusals = Vec::new();
    for label in
        ["PRIVATE KEY", "RSA PRIVATE KEY", "EC PRIVATE KEY", "ENCRYPTED PRIVATE KEY", "OPENSSH PRIVATE KEY"]
    {
        let text = format!("{}{}", public_pem(&KEY), block(label, b"private"));
        let output = Orgctl::on(&app).run_with(&["-q", "project", "keys", "add", "-"], &text).await;
        assert_eq!(output.code, Some(1), "{label}");
        refusals.push(output.stderr);
    }
    insta::assert_snapshot!(refusals.concat(), @"
    error: standard input: it contains a private key (PRIVATE KEY), and a project has only public keys; extract the public key with `openssl pkey -in private.pem -pubout -out public.pem`, and add public.pem
    error: standard input: it contains a private key (RSA PRIVATE KEY), and a project has only public keys; extract the public key with `openssl pkey -in private.pem -pubout -out public.pem`, and add public.pem
    error: standard input: it contains a private key (EC PRIVATE KEY), and a project has only public keys (only an RSA key can be added); extract the public key with `openssl pkey -in private.pem -pubout -out public.pem`, and add public.pem
    error: standard input: it contains a private key (ENCRYPTED PRIVATE KEY), and a project has only public keys; extract the public key with `openssl pkey -in private.pem -pubout -out public.pem`, and add public.pem
    error: standard input: it contains a private key (OPENSSH PRIVATE KEY), and a project has only public keys; extract the public key with `ssh-keygen -e -m PKCS8 -f private.pem > public.pem`, and add public.pem
    ");
    assert_eq!(app.stored_items(&app.tables.projects).await, before);
}

#[tokio::test]
async fn hostile_file_name_is_quoted_and_escaped() {
    let (app, folder) = (TestApp::start(json!({})).await, tempfile::tempdir().expect("a folder"));
    let name = folder.path().join("it's; \u{1b}[2J.pem");
    fs::write(&name, pem(&KEY)).expect("a file");
    let name = name.to_str().expect("text");
    let refusal = Orgctl::on(&app).refusal(&["project", "keys", "add", name]).await;
    insta::assert_snapshot!(refusal.replace(folder.path().to_str().expect("text"), "<folder>"), @r#"error: <folder>/it's; \u{1b}[2J.pem: it contains a private key (PRIVATE KEY), and a project has only public keys; extract the public key with `openssl pkey -in '<folder>/it'\''s; \u{1b}[2J.pem' -pubout -out public.pem`, and add public.pem"#);
}

/// Returns a modulus of 1,024 bits and an exponent, in DER.
fn small_key() -> Vec<u8> {
    let head = [0x30, 0x81, 0x89, 0x02, 0x81, 0x81, 0x00];
    [&head[..], &[0xc1; 128], &[0x02, 0x03, 0x01, 0x00, 0x01]].concat()
}

#[tokio::test]
async fn unusable_pem_is_refused_with_reason() {
    let app = TestApp::start(json!({})).await;
    let elliptic = rcgen::KeyPair::generate().expect("a key").public_key_pem();
    let certificate = certificate_pem(&KEY);
    let mut refusals = Vec::new();
    for text in [
        elliptic,
        block("RSA PUBLIC KEY", &small_key()),
        block("PUBLIC KEY", b"no key"),
        format!("{certificate}{certificate}"),
        block("CERTIFICATE REQUEST\u{1b}[2J", b"request"),
        "-----BEGIN PUBLIC KEY-----\n".to_owned(),
    ] {
        let output = Orgctl::on(&app).run_with(&["-q", "project", "keys", "add", "-"], &text).await;
        assert_eq!(output.code, Some(1), "{text}");
        refusals.push(output.stderr);
    }
    let kid = thumbprint_of_small_key(&refusals[1]);
    insta::assert_snapshot!(refusals.concat().replace(&kid, "<thumbprint>"), @r#"
    error: standard input: PUBLIC KEY is not a valid RSA key, which session JWTs need
    error: standard input: no key can verify session JWTs: key <thumbprint>: its modulus has 1024 significant bits, not 2,048 to 8,192
    error: standard input: PUBLIC KEY is not a valid RSA key, which session JWTs need
    error: standard input: it contains 2 PEM blocks; use a file with one key
    error: standard input: its label is CERTIFICATE REQUEST\u{1b}[2J; expected PUBLIC KEY, RSA PUBLIC KEY or CERTIFICATE
    error: standard input: the PEM text is damaged: it has no complete block
    "#);
}

/// Returns the key id in the refusal of the small key.
fn thumbprint_of_small_key(refusal: &str) -> String {
    let kid = refusal.split("key ").nth(2).and_then(|rest| rest.split(':').next()).expect("a key id");
    assert_eq!(kid.len(), 43, "{refusal}");
    kid.to_owned()
}

#[tokio::test]
async fn missing_or_unused_argument_is_named() {
    let app = TestApp::start(json!({})).await;
    let (orgctl, jwks) = (Orgctl::on(&app), file(json!({"keys": [KEY.public()]})));
    let mut errors = Vec::new();
    for arguments in [
        &[][..],
        &["--kid", "jwk-1"],
        &["--kid", "", "key.pem"],
        &["--kid", "jwk-1", path(&jwks)],
        &["--kms", "arn:aws:kms:eu-central-1:111122223333:key/1", "key.pem"],
    ] {
        let output = orgctl.run(&[&["project", "keys", "add"], arguments].concat()).await;
        assert_eq!((output.code, output.stdout.as_str()), (Some(2), ""), "{arguments:?}");
        errors.push(output.stderr.replace(path(&jwks), "<file>"));
    }
    insta::assert_snapshot!(errors.concat(), @"
    error: the following required arguments were not provided:
      <FILE|--kms <KEY_ARN>>

    Usage: orgctl project keys add --project <ID> --table-prefix <PREFIX> --endpoint-url <URL> <FILE|--kms <KEY_ARN>>

    For more information, try '--help'.
    error: the following required arguments were not provided:
      <FILE|--kms <KEY_ARN>>

    Usage: orgctl project keys add --kid <ID> --project <ID> --table-prefix <PREFIX> --endpoint-url <URL> <FILE|--kms <KEY_ARN>>

    For more information, try '--help'.
    error: a value is required for '--kid <ID>' but none was supplied

    For more information, try '--help'.
    error: --kid is for a key in PEM format; in <file>, each key has its kid
    error: invalid value 'arn:aws:kms:eu-central-1:111122223333:key/1' for '--kms <KEY_ARN>': expected the ARN of a KMS key (not of an alias)

    For more information, try '--help'.
    ");
}

#[tokio::test]
async fn help_of_every_command_fits_the_terminal() {
    for command in ["add", "list", "remove"] {
        let help = Orgctl::unconfigured().run(&["project", "keys", command, "--help"]).await;
        let (_, examples) = help.stdout.split_once("Examples:\n").expect("examples");
        assert!(examples.lines().count() >= 2, "{examples}");
        assert!(help.stdout.lines().all(|line| line.len() <= 100), "{}", help.stdout);
    }
}
