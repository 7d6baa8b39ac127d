//! Who presents an opaque credential that opens nothing learns nothing: whether it never was, has expired, was revoked, is
//! another project's or of another kind makes no difference in the answer, nor in what was read for it.

use std::sync::Arc;

use org_discovery::domain::{ProjectId, SystemEntropy, TokenHash};
use org_discovery_admin::{
    data_file::{DataFile, SessionCredential},
    writer::Writer,
};
use serde_json::{Value, json};

use crate::service::small;
use test_support::{Answer, Read, TestApp, fault_proxy::Line, small_world};

const FOREIGN: &str = "project-test-99999999-9999-4999-8999-999999999999";

/// Everything that a caller sees, but for the random part of the request's name, and what was read.
#[derive(Debug, PartialEq, Eq)]
struct Seen {
    answer: String,
    length: usize,
    reads: Vec<Read>,
}

async fn look(app: &TestApp, line: &Line, field: &str, token: &str) -> Seen {
    line.take_carried();
    let answer: Answer = app.post(json!({ field: token })).await;
    Seen { answer: answer.snapshot(), length: answer.bytes.len(), reads: line.take_carried() }
}

/// Another project in the same tables, with the same people.
async fn foreign_tokens(app: &TestApp) -> [String; 2] {
    let project = ProjectId::parse(FOREIGN).unwrap();
    let writer = Writer::new(app.client.clone(), app.tables.clone(), project, Arc::new(SystemEntropy));
    let data = DataFile::read([("foreign", small_world().to_string().as_str())]).unwrap();
    let loaded = data.load(&writer, app.now(), &SystemEntropy).await.unwrap();
    ["ist", "member"].map(|name| {
        let session = loaded.iter().find(|session| session.entry.name == name).unwrap();
        match &session.credential {
            SessionCredential::Intermediate(token) | SessionCredential::Member(token, _) => {
                token.expose().to_owned()
            }
        }
    })
}

/// Sessions that end in each way, beside those of the small world.
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

#[tokio::test]
async fn rejected_credentials_get_indistinguishable_answers() {
    let (mut app, line) = small().await;
    app.load(ending()).await;
    let project = app.writer.project().clone();
    let [foreign_ist, foreign_member] = foreign_tokens(&app).await;
    let token_of = |app: &TestApp, name: &str| app.token(name).to_owned();
    let parsed = |token: &str| org_discovery::domain::OpaqueToken::parse(token).unwrap();
    let (ist, member) = (token_of(&app, "revoked ist"), token_of(&app, "revoked member"));
    app.writer.revoke_session(&TokenHash::of_intermediate(&project, &parsed(&ist))).await.unwrap();
    app.writer.revoke_session(&TokenHash::of_session_token(&project, &parsed(&member))).await.unwrap();

    let nobodys = "mZAYn5aLEqKUlZ_Ad9U_fWr38GaAQ1oFAhT8ds245v7Q".to_owned();
    for (field, own, other, foreign) in [
        ("intermediate_session_token", "ist", "member", foreign_ist),
        ("session_token", "member", "ist", foreign_member),
    ] {
        let unknown = look(&app, &line, field, &nobodys).await;
        assert_eq!(unknown.reads, [Read::Session]);
        let cases = [
            ("expired", token_of(&app, &format!("expired {own}"))),
            ("revoked", token_of(&app, &format!("revoked {own}"))),
            ("foreign", foreign),
            ("of another kind", token_of(&app, &format!("lives {other}"))),
        ];
        for (case, token) in cases {
            assert_eq!(look(&app, &line, field, &token).await, unknown, "{field}, {case}");
        }
        let lives = look(&app, &line, field, &token_of(&app, &format!("lives {own}"))).await;
        assert_ne!(lives, unknown, "one that lives is told apart");
    }
}
