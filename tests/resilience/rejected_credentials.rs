//! Unknown, expired and revoked tokens, tokens of another project and tokens of the wrong kind all get the same
//! response and cost the same reads.

use std::sync::Arc;

use org_discovery::domain::{ProjectId, SystemEntropy, TokenHash};
use org_discovery_admin::{Writer, import::SessionCredential};
use serde_json::{Value, json};

use test_support::behind_proxy::start_behind_proxy;
use test_support::{
    ApiResponse, Read, TestApp, check_files, fault_proxy::FaultProxy, load_into, small_data_set,
};

const OTHER_PROJECT: &str = "project-test-99999999-9999-4999-8999-999999999999";

/// The response without the random part of the request id, and the reads of the request.
#[derive(Debug, PartialEq, Eq)]
struct Observation {
    response: String,
    length: usize,
    reads: Vec<Read>,
}

async fn observe(app: &TestApp, proxy: &FaultProxy, field: &str, token: &str) -> Observation {
    proxy.take_reads();
    let response: ApiResponse = app.post(json!({ field: token })).await;
    Observation { response: response.snapshot(), length: response.bytes.len(), reads: proxy.take_reads() }
}

/// Loads the small data set for another project into the same tables, and returns two of its tokens.
async fn tokens_of_other_project(app: &TestApp) -> [String; 2] {
    let project = ProjectId::parse(OTHER_PROJECT).unwrap();
    let writer = Writer::new(app.client.clone(), app.tables.clone(), project, Arc::new(SystemEntropy));
    let data = check_files(&[("other project", &small_data_set().to_string())]).unwrap();
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

/// Sessions that are expired, that will be revoked, and that stay valid.
fn additional_sessions() -> Value {
    let mut data = small_data_set();
    let sessions = data["sessions"].as_array_mut().unwrap();
    let mut all = Vec::new();
    for (state, seconds) in [("expired", -1), ("revoked", 3600), ("valid", 3600)] {
        for session in sessions.iter().take(2) {
            let mut session = session.clone();
            session["name"] = json!(format!("{state} {}", session["name"].as_str().unwrap()));
            session["expires_in_seconds"] = json!(seconds);
            all.push(session);
        }
    }
    json!({ "sessions": all })
}

/// A request field, with the sessions whose tokens are sent in it.
struct FieldCase {
    field: &'static str,
    session: &'static str,
    session_of_other_kind: &'static str,
    token_of_other_project: String,
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
async fn rejected_tokens_get_indistinguishable_responses() {
    let (mut app, proxy) = start_behind_proxy().await;
    app.load(additional_sessions()).await;
    let [other_ist, other_member] = tokens_of_other_project(&app).await;
    revoke(&app).await;
    let token_of = |name: String| app.token(&name).to_owned();
    let cases = [
        FieldCase {
            field: "intermediate_session_token",
            session: "ist",
            session_of_other_kind: "member",
            token_of_other_project: other_ist,
        },
        FieldCase {
            field: "session_token",
            session: "member",
            session_of_other_kind: "ist",
            token_of_other_project: other_member,
        },
    ];
    for FieldCase { field, session, session_of_other_kind, token_of_other_project } in cases {
        let unknown = observe(&app, &proxy, field, "mZAYn5aLEqKUlZ_Ad9U_fWr38GaAQ1oFAhT8ds245v7Q").await;
        assert_eq!(unknown.reads, [Read::Session]);
        let rejected = [
            ("expired", token_of(format!("expired {session}"))),
            ("revoked", token_of(format!("revoked {session}"))),
            ("of another project", token_of_other_project),
            ("of another kind", token_of(format!("valid {session_of_other_kind}"))),
        ];
        for (case, token) in rejected {
            assert_eq!(observe(&app, &proxy, field, &token).await, unknown, "{field}, {case}");
        }
        let valid = observe(&app, &proxy, field, &token_of(format!("valid {session}"))).await;
        assert_ne!(valid, unknown, "a valid token gets another response");
    }
}
