//! Lifetimes and credentials of imported sessions.

use org_discovery_admin::import::SessionCredential;
use serde_json::{Value, json};

use super::{data_with_sessions, jane_session, session_with};
use test_support::{START, TestApp};

const TOKEN: &str = "fixed-token-0000000000000000000000000000000=";

fn member_session() -> Value {
    let mut member = session_with("kind", &json!("member"));
    member["name"] = json!("member");
    member["organization_id"] = json!("org-1");
    member["member_id"] = json!("member-1");
    member
}

async fn app_with(sessions: Value) -> TestApp {
    TestApp::start(data_with_sessions(&sessions)).await
}

fn token(app: &TestApp, name: &str) -> String {
    match &app.sessions[name].credential {
        SessionCredential::Intermediate(token) | SessionCredential::Member(token, _) => {
            token.expose().to_owned()
        }
    }
}

#[tokio::test]
async fn intermediate_session_lasts_ten_minutes_by_default() {
    let app = app_with(json!([jane_session()])).await;
    assert_eq!(app.sessions["jane"].expires_at.unix(), START + 600);
    app.clock.advance(599);
    assert_eq!(app.discover("jane").await.outcome(), "200");
    app.clock.advance(1);
    assert_eq!(app.discover("jane").await.outcome(), "intermediate_session_not_found");
}

#[tokio::test]
async fn member_session_and_jwt_last_one_hour() {
    let app = app_with(json!([member_session()])).await;
    assert_eq!(app.sessions["member"].expires_at.unix(), START + 3600);
    app.clock.advance(3599);
    assert_eq!(app.discover("member").await.outcome(), "200");
    assert_eq!(app.discover_by_jwt("member").await.outcome(), "200");
    app.clock.advance(1);
    assert_eq!(app.discover("member").await.outcome(), "session_not_found");
    assert_eq!(app.discover_by_jwt("member").await.outcome(), "session_not_found");
}

#[tokio::test]
async fn given_lifetime_is_used() {
    let year = 366 * 24 * 60 * 60;
    let mut member = member_session();
    member["expires_in_seconds"] = json!(year);
    let day = 24 * 60 * 60;
    let app = app_with(json!([session_with("expires_in_seconds", &json!(day)), member])).await;
    app.clock.advance(day - 1);
    assert_eq!(app.discover("jane").await.outcome(), "200");
    app.clock.advance(1);
    assert_eq!(app.discover("jane").await.outcome(), "intermediate_session_not_found");
    app.clock.advance(year - day - 1);
    assert_eq!(app.discover("member").await.outcome(), "200");
    app.clock.advance(1);
    assert_eq!(app.discover("member").await.outcome(), "session_not_found");
}

#[tokio::test]
async fn session_with_negative_lifetime_is_expired() {
    for seconds in [0, -1, -366 * 24 * 60 * 60] {
        let app = app_with(json!([session_with("expires_in_seconds", &json!(seconds))])).await;
        assert_eq!(app.sessions["jane"].expires_at.unix(), START + seconds);
        assert_eq!(app.discover("jane").await.outcome(), "intermediate_session_not_found");
    }
}

#[tokio::test]
async fn given_token_and_session_id_are_used() {
    let mut member = member_session();
    member["token"] = json!(TOKEN.replace('=', "0"));
    member["member_session_id"] = json!("session-fixed");
    let app = app_with(json!([session_with("token", &json!(TOKEN)), member])).await;
    assert_eq!(token(&app, "jane"), TOKEN);
    assert_eq!(app.discover("jane").await.outcome(), "200");
    assert_eq!(app.discover("member").await.outcome(), "200");
    let SessionCredential::Member(_, named) = &app.sessions["member"].credential else {
        panic!("a member session");
    };
    assert_eq!(named.member_session_id.as_str(), "session-fixed");
    assert_eq!(app.discover_by_jwt("member").await.outcome(), "200");
}

#[tokio::test]
async fn generated_tokens_have_stytch_format() {
    let app = app_with(json!([jane_session(), member_session()])).await;
    let (intermediate, member) = (token(&app, "jane"), token(&app, "member"));
    let plain = |token: &str| token.bytes().all(|b| b.is_ascii_alphanumeric() || b"-_".contains(&b));
    assert_eq!(intermediate.len(), 44);
    assert!(intermediate.strip_suffix('=').is_some_and(plain), "32 bytes, padded: {intermediate}");
    assert_eq!(member.len(), 44);
    assert!(plain(&member), "33 bytes need no padding: {member}");
    let SessionCredential::Member(_, named) = &app.sessions["member"].credential else {
        panic!("a member session");
    };
    let id = named.member_session_id.as_str();
    let uuid = id.strip_prefix("session-test-").and_then(|uuid| uuid::Uuid::parse_str(uuid).ok());
    assert_eq!(uuid.map(|uuid| uuid.get_version_num()), Some(4), "{id}");
}

#[tokio::test]
async fn generated_credentials_are_unique() {
    let mut app = app_with(json!([jane_session(), member_session()])).await;
    let first = [token(&app, "jane"), token(&app, "member")];
    app.load(data_with_sessions(&json!([jane_session(), member_session()]))).await;
    let second = [token(&app, "jane"), token(&app, "member")];
    assert_ne!(first[0], second[0]);
    assert_ne!(first[1], second[1]);
}

#[tokio::test]
async fn repeated_load_renews_only_lifetimes() {
    let mut member = member_session();
    member["token"] = json!(TOKEN.replace('=', "0"));
    member["member_session_id"] = json!("session-fixed");
    let data = data_with_sessions(&json!([session_with("token", &json!(TOKEN)), member]));
    let mut app = TestApp::start(data.clone()).await;
    let before = app.discover("jane").await.entries();
    app.clock.advance(300);
    app.load(data).await;
    assert_eq!(app.discover("jane").await.entries(), before);
    assert_eq!(app.discover("member").await.entries(), before);
    assert_eq!(app.sessions["jane"].expires_at.unix(), START + 300 + 600);
    app.clock.advance(599);
    assert_eq!(app.discover("jane").await.outcome(), "200");
    let sessions = app.client.scan().table_name(&app.tables.sessions).send().await.expect("a page");
    assert_eq!(sessions.count, 3, "one item of the intermediate session, two of the member session");
}
