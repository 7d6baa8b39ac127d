//! Secrets and keys that are not in the cached copy: new ones and guesses.

use org_discovery::store::StoreError;
use serde_json::json;

use super::{NEW_SECRET, Step, after, discover_with_secret, jwt_of, project_reads};
use crate::session_jwts::RAW_SIGNER;
use org_discovery_local::signing_key::SigningKey;
use test_support::{KEY, Read, SECRET, TestApp, small_data_set};

fn forged_jwt(app: &TestApp) -> serde_json::Value {
    let claims = crate::session_jwts::claims_of(&app.session_jwt("member"));
    let header = json!({"alg": "RS256", "kid": RAW_SIGNER.public()["kid"], "typ": "JWT"});
    json!({"session_jwt": RAW_SIGNER.sign(&header, &claims)})
}

#[tokio::test]
async fn new_secret_is_accepted_after_one_read() {
    let app = TestApp::start(small_data_set()).await;
    app.set_project(&[SECRET, NEW_SECRET], &[KEY.public()]).await;
    assert_eq!(discover_with_secret(&app, NEW_SECRET).await.outcome(), "200");
    assert_eq!(project_reads(&app), 1);
    for secret in [NEW_SECRET, SECRET] {
        assert_eq!(discover_with_secret(&app, secret).await.outcome(), "200");
    }
    assert_eq!(project_reads(&app), 0);
}

#[tokio::test]
async fn new_key_is_accepted_after_one_read() {
    let app = TestApp::start(small_data_set()).await;
    app.set_project(&[SECRET], &[KEY.public(), RAW_SIGNER.public()]).await;
    assert_eq!(app.post(forged_jwt(&app)).await.outcome(), "200");
    assert_eq!(project_reads(&app), 1);
    assert_eq!(app.post(forged_jwt(&app)).await.outcome(), "200");
    assert_eq!(app.discover_by_jwt("member").await.outcome(), "200");
    assert_eq!(project_reads(&app), 0);
}

#[tokio::test]
async fn new_key_does_not_revive_retired_secret() {
    let app = TestApp::start(small_data_set()).await;
    app.set_project(&[NEW_SECRET], &[RAW_SIGNER.public()]).await;
    assert_eq!(app.post(forged_jwt(&app)).await.error_type(), "unauthorized_credentials");
}

#[tokio::test]
async fn wrong_secrets_cause_one_read_in_ten_seconds() {
    let app = TestApp::start(small_data_set()).await;
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
            assert_eq!(discover_with_secret(&app, guess).await.error_type(), "unauthorized_credentials");
        }
        assert_eq!(project_reads(&app), expected, "{seconds} s later");
    }
}

#[tokio::test]
async fn unknown_keys_cause_one_read_in_ten_seconds() {
    let app = TestApp::start(small_data_set()).await;
    for Step { seconds, reads: expected } in
        [after(0, 1), after(0, 0), after(9, 0), after(1, 1), after(9, 0), after(1, 1)]
    {
        app.clock.advance(seconds);
        for _ in 0..3 {
            assert_eq!(app.post(forged_jwt(&app)).await.error_type(), "jwt_invalid_claims");
        }
        assert_eq!(app.reads.list(), vec![Read::Project; expected], "{seconds} s later");
        app.reads.clear();
    }
}

#[tokio::test]
async fn unknown_secret_reads_only_the_project() {
    let app = TestApp::start(small_data_set()).await;
    for age in [0, 61, 9, 1] {
        app.clock.advance(age);
        assert_eq!(discover_with_secret(&app, "guess").await.error_type(), "unauthorized_credentials");
        assert!(app.reads.list().iter().all(|read| *read == Read::Project), "{age}");
    }
    assert!(project_reads(&app) >= 2);
}

#[tokio::test]
async fn wrong_secrets_do_not_block_right_one() {
    let app = TestApp::start(small_data_set()).await;
    for _ in 0..3 {
        discover_with_secret(&app, "guess").await;
    }
    assert_eq!(discover_with_secret(&app, SECRET).await.outcome(), "200");
    app.set_project(&[SECRET, NEW_SECRET], &[KEY.public()]).await;
    app.clock.advance(10);
    assert_eq!(discover_with_secret(&app, NEW_SECRET).await.outcome(), "200", "after at most ten seconds");
}

#[tokio::test]
async fn concurrent_guesses_share_one_read() {
    let app = TestApp::start(small_data_set()).await;
    let responses = tokio::join!(
        discover_with_secret(&app, "a"),
        discover_with_secret(&app, "b"),
        discover_with_secret(&app, "c")
    );
    for response in [responses.0, responses.1, responses.2] {
        assert_eq!(response.error_type(), "unauthorized_credentials");
    }
    assert_eq!(project_reads(&app), 1);
}

#[tokio::test]
async fn backward_clock_does_not_stop_secret_lookup() {
    let app = TestApp::start(small_data_set()).await;
    discover_with_secret(&app, "guess").await;
    app.clock.advance(-3600);
    app.set_project(&[SECRET, NEW_SECRET], &[KEY.public()]).await;
    assert_eq!(discover_with_secret(&app, NEW_SECRET).await.outcome(), "200");
}

#[tokio::test]
async fn failed_secret_lookup_is_internal_error() {
    let app = TestApp::start(small_data_set()).await;
    app.set_project(&[SECRET, NEW_SECRET], &[KEY.public()]).await;
    app.reads.fail(Read::Project, StoreError::Unavailable("away".to_owned()));
    assert_eq!(discover_with_secret(&app, NEW_SECRET).await.error_type(), "internal_server_error");
    assert_eq!(discover_with_secret(&app, SECRET).await.outcome(), "200", "the copy is still used");
    app.reads.recover();
    assert_eq!(
        discover_with_secret(&app, NEW_SECRET).await.error_type(),
        "internal_server_error",
        "too soon for another read"
    );
    assert_eq!(project_reads(&app), 1);
    app.clock.advance(10);
    assert_eq!(discover_with_secret(&app, NEW_SECRET).await.outcome(), "200");
}

#[tokio::test]
async fn wrong_signature_for_known_kid_reads_nothing() {
    let app = TestApp::start(small_data_set()).await;
    let impostor = SigningKey::generate(test_support::KID).expect("a key");
    assert_eq!(app.post(jwt_of(&app, &impostor)).await.error_type(), "jwt_invalid_claims");
    assert_eq!(project_reads(&app), 0, "a known kid with a wrong signature is not a new key");
}
