//! Rejected opaque credentials: unknown, expired, revoked and foreign ones, and those of another kind, get the same answer
//! and cost the same reads.

use std::sync::Arc;

use org_discovery::domain::{ProjectId, SystemEntropy, TokenHash};
use org_discovery_admin::{Writer, import::SessionCredential};
use serde_json::{Value, json};

use test_support::behind_proxy::small;
use test_support::{Answer, Read, TestApp, check_files, fault_proxy::FaultProxy, load_into, small_world};

const FOREIGN: &str = "project-test-99999999-9999-4999-8999-999999999999";

/// Everything that a caller sees except the random part of the request id, and the reads.
#[derive(Debug, PartialEq, Eq)]
struct Seen {
    answer: String,
    length: usize,
    reads: Vec<Read>,
}

async fn look(app: &TestApp, proxy: &FaultProxy, field: &str, token: &str) -> Seen {
    proxy.take_carried();
    let answer: Answer = app.post(json!({ field: token })).await;
    Seen { answer: answer.snapshot(), length: answer.bytes.len(), reads: proxy.take_carried() }
}

/// Another project in the same tables, with the same people.
async fn foreign_tokens(app: &TestApp) -> [String; 2] {
    let project = ProjectId::parse(FOREIGN).unwrap();
    let writer = Writer::new(app.client.clone(), app.tables.clone(), project, Arc::new(SystemEntropy));
    let data = check_files(&[("foreign", &small_world().to_string())]).unwrap();
    let loaded = load_into(&writer, &data, app.now()).await;
    ["ist", "member"].map(|name| {
        let session = loaded.iter().find(|session| session.entry.name == name).unwrap();
        match &session.credential {
            SessionCredential::Intermediate(token) | SessionCredential::Member(token, _) => {
                token.expose().to_owned()
            }
        }
    })
}

/// Sessions that end in each way, in addition to those of the small world.
fn ending() -> Value {
    let mut world = small_world();
    let sessions = world["sessions"].as_array_mut().unwrap();
    let mut all = Vec::new();
    for (ending, seconds) in [("expired", -1), ("revoked", 3600), ("lives", 3600)] {
        for session in sessions.iter().take(2) {
            let mut session = session.clone();
            session["name"] = json!(format!("{ending} {}", session["name"].as_str().unwrap()));
            session["expires_in_seconds"] = json!(seconds);
            all.push(session);
        }
    }
    json!({ "sessions": all })
}

/// A request field with the sessions whose tokens are presented in it.
struct FieldCase {
    field: &'static str,
    own_session: &'static str,
    session_of_other_kind: &'static str,
    foreign_token: String,
}

async fn revoke(app: &TestApp) {
    let project = app.writer.project_id();
    let parsed = |name: &str| org_discovery::domain::OpaqueToken::parse(app.token(name)).unwrap();
    app.writer.sessions().revoke(&TokenHash::of_intermediate(project, &parsed("revoked ist"))).await.unwrap();
    app.writer
        .sessions()
        .revoke(&TokenHash::of_session_token(project, &parsed("revoked member")))
        .await
        .unwrap();
}

#[tokio::test]
async fn rejected_credentials_get_indistinguishable_answers() {
    let (mut app, proxy) = small().await;
    app.load(ending()).await;
    let [foreign_ist, foreign_member] = foreign_tokens(&app).await;
    revoke(&app).await;
    let token_of = |name: String| app.token(&name).to_owned();
    let cases = [
        FieldCase {
            field: "intermediate_session_token",
            own_session: "ist",
            session_of_other_kind: "member",
            foreign_token: foreign_ist,
        },
        FieldCase {
            field: "session_token",
            own_session: "member",
            session_of_other_kind: "ist",
            foreign_token: foreign_member,
        },
    ];
    for FieldCase { field, own_session, session_of_other_kind, foreign_token } in cases {
        let unknown = look(&app, &proxy, field, "mZAYn5aLEqKUlZ_Ad9U_fWr38GaAQ1oFAhT8ds245v7Q").await;
        assert_eq!(unknown.reads, [Read::Session]);
        let rejected = [
            ("expired", token_of(format!("expired {own_session}"))),
            ("revoked", token_of(format!("revoked {own_session}"))),
            ("foreign", foreign_token),
            ("of another kind", token_of(format!("lives {session_of_other_kind}"))),
        ];
        for (case, token) in rejected {
            assert_eq!(look(&app, &proxy, field, &token).await, unknown, "{field}, {case}");
        }
        let lives = look(&app, &proxy, field, &token_of(format!("lives {own_session}"))).await;
        assert_ne!(lives, unknown, "a valid credential gets another answer");
    }
}
