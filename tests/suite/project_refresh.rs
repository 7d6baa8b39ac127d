//! The function's cached copy of its project: read rarely, and refreshed in time to refuse removed credentials.

mod cold_start;
mod unknown_credentials;

use serde_json::{Value, json};

use org_discovery_local::signing_key::SigningKey;
use test_support::{ApiCall, ApiResponse, KEY, PROJECT_ID, Read, SECRET, TestApp, basic, small_data_set};

const NEW_SECRET: &str = "secret-test-new-0123456789abcdefghijklmnopqrst";

/// Returns the number of reads of the project since the last call.
fn project_reads(app: &TestApp) -> usize {
    let count = app.reads.list().iter().filter(|read| **read == Read::Project).count();
    app.reads.clear();
    count
}

/// Requests `seconds` after the previous ones, and the number of project reads that they cause.
pub struct Step {
    pub seconds: i64,
    pub reads: usize,
}

pub fn after(seconds: i64, reads: usize) -> Step {
    Step { seconds, reads }
}

/// Sends Ann's intermediate session token with this project secret.
async fn discover_with_secret(app: &TestApp, secret: &str) -> ApiResponse {
    let authorization = Some(basic(PROJECT_ID, secret));
    let body = json!({"intermediate_session_token": app.token("ist")}).to_string();
    app.call(ApiCall { authorization, ..ApiCall::with_body(body) }).await
}

/// A request body with a session JWT of Ann, signed by this key.
fn jwt_of(app: &TestApp, key: &SigningKey) -> Value {
    let claims = crate::session_jwts::claims_of(&app.session_jwt("member"));
    json!({"session_jwt": key.sign(&key.header(), &claims).unwrap()})
}

#[tokio::test]
async fn fresh_copy_causes_no_read() {
    let app = TestApp::start(small_data_set()).await;
    app.set_project(&[NEW_SECRET], &[]).await;
    for seconds in [0, 1, 58] {
        app.clock.advance(seconds);
        assert_eq!(discover_with_secret(&app, SECRET).await.outcome(), "200", "{seconds}");
        assert_eq!(app.discover_by_jwt("member").await.outcome(), "200", "{seconds}");
        assert_eq!(project_reads(&app), 0, "{seconds}");
    }
}

#[tokio::test]
async fn stale_copy_is_refreshed_during_first_round_trip() {
    let app = TestApp::start(small_data_set()).await;
    app.reads.slow_down();
    app.clock.advance(61);
    assert_eq!(app.discover("ist").await.outcome(), "200");
    assert_eq!(app.reads.round_trips(), 3);
    assert_eq!(app.reads.list().iter().filter(|read| **read == Read::Project).count(), 1);
    app.clock.advance(61);
    app.reads.clear();
    assert_eq!(app.discover_by_jwt("member").await.outcome(), "200");
    assert_eq!(app.reads.round_trips(), 2);
    assert_eq!(project_reads(&app), 1);
    assert_eq!(app.discover("ist").await.outcome(), "200");
    assert_eq!(project_reads(&app), 0, "fresh again");
}

#[tokio::test]
async fn retired_secret_is_refused_after_refresh() {
    for seconds in [61, 3600 - 1] {
        let app = TestApp::start(small_data_set()).await;
        app.set_project(&[NEW_SECRET], &[KEY.public()]).await;
        app.clock.advance(seconds);
        let response = discover_with_secret(&app, SECRET).await;
        assert_eq!(response.error_type(), "unauthorized_credentials", "{seconds}");
        assert_eq!(project_reads(&app), 1, "{seconds}");
        assert_eq!(discover_with_secret(&app, NEW_SECRET).await.outcome(), "200", "{seconds}");
    }
}

#[tokio::test]
async fn retired_secret_reveals_nothing_about_sessions() {
    let app = TestApp::start(small_data_set()).await;
    app.set_project(&[NEW_SECRET], &[KEY.public()]).await;
    app.clock.advance(61);
    let response = app.post(json!({"session_token": "A".repeat(44)})).await;
    assert_eq!(
        response.error_type(),
        "unauthorized_credentials",
        "the session is not looked up for a retired secret"
    );
}

#[tokio::test]
async fn removed_key_is_refused_after_refresh() {
    let app = TestApp::start(small_data_set()).await;
    app.set_project(&[SECRET], &[]).await;
    app.clock.advance(61);
    assert_eq!(app.discover_by_jwt("member").await.error_type(), "jwt_invalid_claims");
    assert_eq!(project_reads(&app), 1);
    assert_eq!(app.discover("member").await.outcome(), "200", "the session itself is valid");
}

#[tokio::test]
async fn changed_issuers_apply_after_refresh() {
    const ISSUER: &str = "https://login.customer.example";
    let app = TestApp::start(small_data_set()).await;
    let mut claims = crate::session_jwts::claims_of(&app.session_jwt("member"));
    claims["iss"] = json!(ISSUER);
    let jwt = json!({"session_jwt": KEY.sign(&KEY.header(), &claims).unwrap()});
    app.set_jwt_issuers(&[ISSUER]).await;
    app.clock.advance(59);
    assert_eq!(app.post(jwt.clone()).await.error_type(), "jwt_invalid_issuer", "the copy is fresh");
    assert_eq!(project_reads(&app), 0);
    app.clock.advance(1);
    assert_eq!(app.post(jwt.clone()).await.outcome(), "200");
    assert_eq!(project_reads(&app), 1);
    app.set_jwt_issuers(&[]).await;
    app.clock.advance(59);
    assert_eq!(app.post(jwt.clone()).await.outcome(), "200");
    app.clock.advance(1);
    assert_eq!(app.post(jwt).await.error_type(), "jwt_invalid_issuer", "removed");
    assert_eq!(project_reads(&app), 1);
    assert_eq!(app.discover("member").await.outcome(), "200", "the session itself is valid");
}

#[tokio::test]
async fn replaced_key_is_refused_after_refresh() {
    let app = TestApp::start(small_data_set()).await;
    let jwt = jwt_of(&app, &KEY);
    let mut other = crate::session_jwts::RAW_SIGNER.public();
    other["kid"] = json!(test_support::KID);
    app.set_project(&[SECRET], &[other]).await;
    app.clock.advance(61);
    assert_eq!(app.post(jwt).await.error_type(), "jwt_invalid_claims");
}

#[tokio::test]
async fn two_secrets_are_valid_concurrently() {
    let app = TestApp::start(small_data_set()).await;
    app.set_project(&[SECRET, NEW_SECRET], &[KEY.public()]).await;
    app.clock.advance(61);
    for secret in [SECRET, NEW_SECRET, SECRET] {
        assert_eq!(discover_with_secret(&app, secret).await.outcome(), "200", "{secret}");
    }
    assert_eq!(project_reads(&app), 1);
}

#[tokio::test]
async fn backward_clock_only_makes_copy_stale() {
    let app = TestApp::start(small_data_set()).await;
    app.clock.advance(-3600);
    assert_eq!(discover_with_secret(&app, SECRET).await.outcome(), "200");
    assert_eq!(project_reads(&app), 1);
    assert_eq!(discover_with_secret(&app, SECRET).await.outcome(), "200");
    assert_eq!(project_reads(&app), 0);
    app.set_project(&[NEW_SECRET], &[KEY.public()]).await;
    app.clock.advance(-1);
    assert_eq!(discover_with_secret(&app, SECRET).await.error_type(), "unauthorized_credentials");
    assert_eq!(project_reads(&app), 1);
}
