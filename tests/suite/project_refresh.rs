//! The function's copy of its project: read rarely, and never so old that it accepts removed credentials.

mod cold_start;
mod unknown_credentials;

use serde_json::{Value, json};

use org_discovery_local::signing_key::SigningKey;
use test_support::{Answer, Call, KEY, PROJECT_ID, Read, SECRET, TestApp, basic, small_world};

const NEW_SECRET: &str = "secret-test-new-0123456789abcdefghijklmnopqrst";

/// Returns the number of reads of the project since the last call.
fn project_reads(app: &TestApp) -> usize {
    let count = app.reads.list().iter().filter(|read| **read == Read::Project).count();
    app.reads.forget();
    count
}

/// Requests that follow `seconds` after the previous ones, and the reads of the project that they cause.
pub struct Step {
    pub seconds: i64,
    pub reads: usize,
}

pub fn after(seconds: i64, reads: usize) -> Step {
    Step { seconds, reads }
}

/// Asks for Ann's intermediate session with this secret.
async fn ask_with(app: &TestApp, secret: &str) -> Answer {
    let authorization = Some(basic(PROJECT_ID, secret));
    let body = json!({"intermediate_session_token": app.token("ist")}).to_string();
    app.call(Call { authorization, ..Call::with_body(body) }).await
}

/// A JWT of Ann's, signed by this key.
fn jwt_of(app: &TestApp, key: &SigningKey) -> Value {
    let claims = crate::session_jwts::claims_of(&app.session_jwt("member"));
    json!({"session_jwt": key.sign(&key.header(), &claims).unwrap()})
}

#[tokio::test]
async fn fresh_copy_costs_no_read() {
    let app = TestApp::start(small_world()).await;
    app.set_project(&[NEW_SECRET], &[]).await;
    for seconds in [0, 1, 58] {
        app.clock.advance(seconds);
        assert_eq!(ask_with(&app, SECRET).await.outcome(), "200", "{seconds}");
        assert_eq!(app.discover_by_jwt("member").await.outcome(), "200", "{seconds}");
        assert_eq!(project_reads(&app), 0, "{seconds}");
    }
}

#[tokio::test]
async fn old_copy_is_refreshed_alongside_first_round_trip() {
    let app = TestApp::start(small_world()).await;
    app.reads.slow_down();
    app.clock.advance(61);
    assert_eq!(app.discover("ist").await.outcome(), "200");
    assert_eq!(app.reads.round_trips(), 3);
    assert_eq!(app.reads.list().iter().filter(|read| **read == Read::Project).count(), 1);
    app.clock.advance(61);
    app.reads.forget();
    assert_eq!(app.discover_by_jwt("member").await.outcome(), "200");
    assert_eq!(app.reads.round_trips(), 2);
    assert_eq!(project_reads(&app), 1);
    assert_eq!(app.discover("ist").await.outcome(), "200");
    assert_eq!(project_reads(&app), 0, "fresh again");
}

#[tokio::test]
async fn old_copy_refuses_retired_secret() {
    for seconds in [61, 3600 - 1] {
        let app = TestApp::start(small_world()).await;
        app.set_project(&[NEW_SECRET], &[KEY.public()]).await;
        app.clock.advance(seconds);
        let answer = ask_with(&app, SECRET).await;
        assert_eq!(answer.error_type(), "unauthorized_credentials", "{seconds}");
        assert_eq!(project_reads(&app), 1, "{seconds}");
        assert_eq!(ask_with(&app, NEW_SECRET).await.outcome(), "200", "{seconds}");
    }
}

#[tokio::test]
async fn retired_secret_learns_nothing_about_sessions() {
    let app = TestApp::start(small_world()).await;
    app.set_project(&[NEW_SECRET], &[KEY.public()]).await;
    app.clock.advance(61);
    let answer = app.post(json!({"session_token": "A".repeat(44)})).await;
    assert_eq!(answer.error_type(), "unauthorized_credentials", "an old secret learns nothing of sessions");
}

#[tokio::test]
async fn old_copy_refuses_removed_key() {
    let app = TestApp::start(small_world()).await;
    app.set_project(&[SECRET], &[]).await;
    app.clock.advance(61);
    assert_eq!(app.discover_by_jwt("member").await.error_type(), "jwt_invalid_claims");
    assert_eq!(project_reads(&app), 1);
    assert_eq!(app.discover("member").await.outcome(), "200", "the session itself lives");
}

#[tokio::test]
async fn old_copy_refuses_replaced_key() {
    let app = TestApp::start(small_world()).await;
    let jwt = jwt_of(&app, &KEY);
    let mut other = crate::session_jwts::FORGE.public();
    other["kid"] = json!(test_support::KID);
    app.set_project(&[SECRET], &[other]).await;
    app.clock.advance(61);
    assert_eq!(app.post(jwt).await.error_type(), "jwt_invalid_claims");
}

#[tokio::test]
async fn two_secrets_are_valid_concurrently() {
    let app = TestApp::start(small_world()).await;
    app.set_project(&[SECRET, NEW_SECRET], &[KEY.public()]).await;
    app.clock.advance(61);
    for secret in [SECRET, NEW_SECRET, SECRET] {
        assert_eq!(ask_with(&app, secret).await.outcome(), "200", "{secret}");
    }
    assert_eq!(project_reads(&app), 1);
}

#[tokio::test]
async fn backward_clock_only_expires_the_copy() {
    let app = TestApp::start(small_world()).await;
    app.clock.advance(-3600);
    assert_eq!(ask_with(&app, SECRET).await.outcome(), "200");
    assert_eq!(project_reads(&app), 1);
    assert_eq!(ask_with(&app, SECRET).await.outcome(), "200");
    assert_eq!(project_reads(&app), 0);
    app.set_project(&[NEW_SECRET], &[KEY.public()]).await;
    app.clock.advance(-1);
    assert_eq!(ask_with(&app, SECRET).await.error_type(), "unauthorized_credentials");
    assert_eq!(project_reads(&app), 1);
}
