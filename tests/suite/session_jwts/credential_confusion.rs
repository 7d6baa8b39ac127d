//! A credential of another kind or another project gets the same response as an unknown one.

use org_discovery::domain::{OpaqueToken, ProjectId, SystemEntropy, TokenHash};
use org_discovery_admin::{Writer, import::SessionCredential};
use serde_json::{Value, json};

use super::{RAW_SIGNER, SESSION, UNPARSABLE, app, claims, header};
use test_support::{ApiResponse, Read, TestApp, check_files, load_into, small_data_set};

const UNKNOWN: &str = "AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA=";
const FOREIGN: &str = "project-test-99999999-9999-4999-8999-999999999999";

/// Sends the credential. Returns the response without its request id, and the reads that the request caused.
async fn observe(app: &TestApp, field: &str, credential: &str) -> (String, Vec<Read>) {
    app.reads.clear();
    let response: ApiResponse = app.post(json!({ field: credential })).await;
    let id = response.json()["request_id"].as_str().unwrap().to_owned();
    assert!(!response.text().replace(&id, "").contains(credential));
    (response.snapshot(), app.reads.list())
}

/// A JWT that is valid except for its session id.
fn jwt_with_session_id(app: &TestApp, id: &str) -> String {
    let mut claims = claims(app);
    claims[SESSION]["id"] = json!(id);
    RAW_SIGNER.sign(&header(), &claims)
}

fn session_id(app: &TestApp, name: &str) -> String {
    match &app.sessions[name].credential {
        SessionCredential::Member(_, member) => member.member_session_id.to_string(),
        SessionCredential::Intermediate(_) => panic!("{name} is not a member session"),
    }
}

/// A credential, and the request field in which it is sent.
struct Presented<'c> {
    name: &'c str,
    field: &'c str,
    credential: String,
}

fn presented<'c>(name: &'c str, field: &'c str, credential: String) -> Presented<'c> {
    Presented { name, field, credential }
}

/// Asserts that each credential gets exactly the response and the reads of an unknown one.
async fn assert_unknown(app: &TestApp, cases: &[Presented<'_>]) {
    for Presented { name, field, credential } in cases {
        let unknown = if *field == "session_jwt" {
            jwt_with_session_id(app, "session-unknown")
        } else {
            UNKNOWN.to_owned()
        };
        let expected = observe(app, field, &unknown).await;
        assert!(expected.0.starts_with("404 Not Found"), "{}", expected.0);
        assert_eq!(observe(app, field, credential).await, expected, "{name} as {field}");
    }
}

#[tokio::test]
async fn credential_of_another_kind_is_unknown() {
    let mut app = app().await;
    let id = "session-test-0000-0000-0000-0000-0000-000000";
    OpaqueToken::parse(id).expect("an id that looks like a token");
    let entry = json!({
        "name": "like-a-token", "kind": "member", "email_address": "ann@acme.example", "member_session_id": id,
        "organization_id": "organization-acme", "member_id": "member-ann",
    });
    app.load(json!({"sessions": [entry]})).await;
    assert_eq!(
        super::jwt_outcome(&app, &jwt_with_session_id(&app, id)).await,
        "200",
        "a session has this id"
    );
    let (ist, token) = (app.token("ist").to_owned(), app.token("member").to_owned());
    let cases = [
        presented("a session's id", "session_token", id.to_owned()),
        presented("a session's id", "intermediate_session_token", id.to_owned()),
        presented("an intermediate session token", "session_token", ist.clone()),
        presented("a session token", "intermediate_session_token", token.clone()),
        presented("an intermediate session token", "session_jwt", jwt_with_session_id(&app, &ist)),
        presented("a session token", "session_jwt", jwt_with_session_id(&app, &token)),
    ];
    assert_unknown(&app, &cases).await;
}

#[tokio::test]
async fn stored_hash_is_not_a_credential() {
    let app = app().await;
    let project = app.writer.project_id().clone();
    let parse = |name: &str| OpaqueToken::parse(app.token(name)).unwrap();
    let hashes = [
        ("ist", TokenHash::of_intermediate(&project, &parse("ist"))),
        ("member", TokenHash::of_session_token(&project, &parse("member"))),
    ];
    for (name, hash) in hashes {
        let hash = hash.as_str().to_owned();
        let cases = [
            presented(name, "session_token", hash.clone()),
            presented(name, "intermediate_session_token", hash.clone()),
            presented(name, "session_jwt", jwt_with_session_id(&app, &hash)),
        ];
        assert_unknown(&app, &cases).await;
    }
}

#[tokio::test]
async fn credential_in_wrong_field_fails_format_check() {
    let app = app().await;
    let jwt = app.session_jwt("member");
    for field in ["session_token", "intermediate_session_token"] {
        let response = app.post(json!({ field: jwt })).await;
        assert_eq!(response.error_type(), "invalid_session_token", "{field}");
        let response = app.post(json!({ field: session_id(&app, "member") })).await;
        assert_eq!(response.error_type(), "invalid_session_token", "{field}");
    }
    for name in ["ist", "member"] {
        let response = app.post(json!({"session_jwt": app.token(name)})).await;
        assert_eq!(response.error_type(), UNPARSABLE, "{name}");
    }
    assert!(app.reads.list().is_empty());
}

/// Stores the same data for another project in the same tables. Returns its tokens and the id of its member session.
async fn foreign_credentials(app: &TestApp) -> (String, String, String) {
    let foreign = ProjectId::parse(FOREIGN).unwrap();
    let writer =
        Writer::new(app.client.clone(), app.tables.clone(), foreign, std::sync::Arc::new(SystemEntropy));
    let data: Value = small_data_set();
    let data = check_files(&[("test", &data.to_string())]).unwrap();
    let (mut ist, mut token, mut id) = (String::new(), String::new(), String::new());
    for loaded in load_into(&writer, &data, app.now()).await {
        match (loaded.entry.name.as_str(), &loaded.credential) {
            ("ist", SessionCredential::Intermediate(foreign_token)) => {
                foreign_token.expose().clone_into(&mut ist);
            }
            ("member", SessionCredential::Member(foreign_token, member)) => {
                foreign_token.expose().clone_into(&mut token);
                id = member.member_session_id.to_string();
            }
            _ => {}
        }
    }
    (ist, token, id)
}

#[tokio::test]
async fn credential_of_another_project_is_unknown() {
    let app = app().await;
    let (ist, token, id) = foreign_credentials(&app).await;
    let cases = [
        presented("a foreign intermediate session token", "intermediate_session_token", ist),
        presented("a foreign session token", "session_token", token),
        presented("a foreign session's id", "session_jwt", jwt_with_session_id(&app, &id)),
    ];
    assert_unknown(&app, &cases).await;
    assert_eq!(app.discover("member").await.listing(), ["Acme: active_member"]);
}

#[tokio::test]
async fn expired_or_revoked_credential_is_unknown() {
    let app = app().await;
    let token = OpaqueToken::parse(app.token("bob")).unwrap();
    let hash = TokenHash::of_session_token(app.writer.project_id(), &token);
    app.writer.sessions().revoke(&hash).await.unwrap();
    let revoked = [
        presented("a revoked token", "session_token", app.token("bob").to_owned()),
        presented(
            "a revoked session's id",
            "session_jwt",
            jwt_with_session_id(&app, &session_id(&app, "bob")),
        ),
    ];
    assert_unknown(&app, &revoked).await;
    app.clock.advance(3600);
    app.discover("ist").await;
    let expired = [
        presented("an expired token", "session_token", app.token("member").to_owned()),
        presented("an expired token", "intermediate_session_token", app.token("ist").to_owned()),
        presented(
            "an expired session's id",
            "session_jwt",
            jwt_with_session_id(&app, &session_id(&app, "member")),
        ),
    ];
    assert_unknown(&app, &expired).await;
}
