//! Secrets and keys that are not in the copy: they may be new, and they may be guesses.

use org_discovery::store::StoreError;
use serde_json::json;

use super::{NEW_SECRET, Step, after, ask_with, jwt_of, project_reads};
use crate::session_jwts::FORGE;
use org_discovery_local::signing_key::SigningKey;
use test_support::{KEY, Read, SECRET, TestApp, small_world};

fn forged(app: &TestApp) -> serde_json::Value {
    let claims = crate::session_jwts::claims_of(&app.session_jwt("member"));
    let header = json!({"alg": "RS256", "kid": FORGE.public()["kid"], "typ": "JWT"});
    json!({"session_jwt": FORGE.sign(&header, &claims)})
}

#[tokio::test]
async fn new_secret_is_accepted_after_one_read() {
    let app = TestApp::start(small_world()).await;
    app.set_project(&[SECRET, NEW_SECRET], &[KEY.public()]).await;
    assert_eq!(ask_with(&app, NEW_SECRET).await.outcome(), "200");
    assert_eq!(project_reads(&app), 1);
    for secret in [NEW_SECRET, SECRET] {
        assert_eq!(ask_with(&app, secret).await.outcome(), "200");
    }
    assert_eq!(project_reads(&app), 0);
}

#[tokio::test]
async fn new_key_is_accepted_after_one_read() {
    let app = TestApp::start(small_world()).await;
    app.set_project(&[SECRET], &[KEY.public(), FORGE.public()]).await;
    assert_eq!(app.post(forged(&app)).await.outcome(), "200");
    assert_eq!(project_reads(&app), 1);
    assert_eq!(app.post(forged(&app)).await.outcome(), "200");
    assert_eq!(app.discover_by_jwt("member").await.outcome(), "200");
    assert_eq!(project_reads(&app), 0);
}

#[tokio::test]
async fn new_key_does_not_rescue_retired_secret() {
    let app = TestApp::start(small_world()).await;
    app.set_project(&[NEW_SECRET], &[FORGE.public()]).await;
    assert_eq!(app.post(forged(&app)).await.error_type(), "unauthorized_credentials");
}

#[tokio::test]
async fn wrong_secrets_cause_one_read_in_ten_seconds() {
    let app = TestApp::start(small_world()).await;
    for Step { seconds, reads: expected } in [
        after(0, 1),
        after(0, 0),
        after(9, 0),
        after(1, 1),
        after(9, 0),
        after(1, 1),
        after(30, 1),
        after(1, 0),
    ] {
        app.clock.advance(seconds);
        for guess in ["a", "b", "a"] {
            assert_eq!(ask_with(&app, guess).await.error_type(), "unauthorized_credentials");
        }
        assert_eq!(project_reads(&app), expected, "{seconds} s later");
    }
}

#[tokio::test]
async fn unknown_keys_cause_one_read_in_ten_seconds() {
    let app = TestApp::start(small_world()).await;
    for Step { seconds, reads: expected } in
        [after(0, 1), after(0, 0), after(9, 0), after(1, 1), after(9, 0), after(1, 1)]
    {
        app.clock.advance(seconds);
        for _ in 0..3 {
            assert_eq!(app.post(forged(&app)).await.error_type(), "jwt_invalid_claims");
        }
        assert_eq!(app.reads.list(), vec![Read::Project; expected], "{seconds} s later");
        app.reads.forget();
    }
}

#[tokio::test]
async fn unknown_secret_reads_only_the_project() {
    let app = TestApp::start(small_world()).await;
    for age in [0, 61, 9, 1] {
        app.clock.advance(age);
        assert_eq!(ask_with(&app, "guess").await.error_type(), "unauthorized_credentials");
        assert!(app.reads.list().iter().all(|read| *read == Read::Project), "{age}");
    }
    assert!(project_reads(&app) >= 2);
}

#[tokio::test]
async fn wrong_secrets_do_not_block_right_one() {
    let app = TestApp::start(small_world()).await;
    for _ in 0..3 {
        ask_with(&app, "guess").await;
    }
    assert_eq!(ask_with(&app, SECRET).await.outcome(), "200");
    app.set_project(&[SECRET, NEW_SECRET], &[KEY.public()]).await;
    app.clock.advance(10);
    assert_eq!(ask_with(&app, NEW_SECRET).await.outcome(), "200", "ten seconds later at the latest");
}

#[tokio::test]
async fn concurrent_guesses_share_one_read() {
    let app = TestApp::start(small_world()).await;
    let answers = tokio::join!(ask_with(&app, "a"), ask_with(&app, "b"), ask_with(&app, "c"));
    for answer in [answers.0, answers.1, answers.2] {
        assert_eq!(answer.error_type(), "unauthorized_credentials");
    }
    assert_eq!(project_reads(&app), 1);
}

#[tokio::test]
async fn backward_clock_does_not_stop_secret_lookup() {
    let app = TestApp::start(small_world()).await;
    ask_with(&app, "guess").await;
    app.clock.advance(-3600);
    app.set_project(&[SECRET, NEW_SECRET], &[KEY.public()]).await;
    assert_eq!(ask_with(&app, NEW_SECRET).await.outcome(), "200");
}

#[tokio::test]
async fn failed_secret_lookup_is_internal_error() {
    let app = TestApp::start(small_world()).await;
    app.set_project(&[SECRET, NEW_SECRET], &[KEY.public()]).await;
    app.reads.fail(Read::Project, StoreError::Unavailable("away".to_owned()));
    assert_eq!(ask_with(&app, NEW_SECRET).await.error_type(), "internal_server_error");
    assert_eq!(ask_with(&app, SECRET).await.outcome(), "200", "the copy still serves");
    app.reads.recover();
    assert_eq!(
        ask_with(&app, NEW_SECRET).await.error_type(),
        "internal_server_error",
        "too soon for another read"
    );
    assert_eq!(project_reads(&app), 1);
    app.clock.advance(10);
    assert_eq!(ask_with(&app, NEW_SECRET).await.outcome(), "200");
}

#[tokio::test]
async fn wrong_signature_under_known_name_reads_nothing() {
    let app = TestApp::start(small_world()).await;
    let impostor = SigningKey::generate(test_support::KID).expect("a key");
    assert_eq!(app.post(jwt_of(&app, &impostor)).await.error_type(), "jwt_invalid_claims");
    assert_eq!(project_reads(&app), 0, "a wrong signature under a known name is no new key");
}
