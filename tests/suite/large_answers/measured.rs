//! Answers whose size matters: how they are asked for and measured.

use std::io::Read;

use base64::{Engine, engine::general_purpose::STANDARD};
use flate2::read::GzDecoder;
use org_discovery::{
    domain::{OpaqueToken, SystemEntropy, TokenHash},
    http::{HttpResponse, RequestId},
    service::{DiscoveryService, decide},
    store::dynamodb::DynamoDb,
};
use serde::Deserialize;
use serde_json::{Value, json, value::RawValue};

use test_support::{
    Answer, Call, PROJECT_ID, SECRET, TestApp, basic,
    builders::{intermediate, magic_link, with},
};

/// What Lambda allows, with some room for headers.
pub const LIMIT: usize = 5_900_000;

/// Text that hardly compresses: base64 of a random sequence.
pub fn noise(seed: usize, length: usize) -> String {
    let mut random = fastrand::Rng::with_seed(seed as u64);
    let bytes: Vec<u8> = std::iter::repeat_with(|| random.u8(..)).take(length / 4 * 3).collect();
    STANDARD.encode(bytes)
}

/// A session whose GitHub tenant the strangers' organizations list.
pub fn github_session(name: &str, address: &str) -> Value {
    with(intermediate(name, address, [magic_link()]), json!({"oauth_tenants": {"github": ["T1"]}}))
}

/// An answer whose entries can be measured.
#[derive(Deserialize)]
pub struct Body<'b> {
    #[serde(borrow)]
    pub discovered_organizations: Vec<&'b RawValue>,
}

pub fn name_of(entry: &RawValue) -> String {
    let entry: Value = serde_json::from_str(entry.get()).expect("JSON");
    let text = |value: &Value| value.as_str().expect("a text").to_owned();
    format!("{}: {}", text(&entry["organization"]["organization_name"]), text(&entry["membership"]["type"]))
}

/// The complete answer, which an operator's look-up gives.
pub async fn complete(app: &TestApp, session: &str) -> String {
    let project = app.writer.project_id();
    let lookup = DiscoveryService::new(
        DynamoDb::new(app.client.clone(), app.tables.clone()),
        app.clock.clone(),
        project.clone(),
    );
    let token = OpaqueToken::parse(app.token(session)).expect("a token");
    let session = lookup.live_session(&TokenHash::of_intermediate(project, &token)).await.expect("a session");
    let (facts, _) = lookup.facts_of(session).await.expect("facts");
    let discovery = decide(&facts).expect("an answer");
    let id = RequestId::fresh(project.environment(), &SystemEntropy);
    HttpResponse::discovery(&discovery, &id).expect("an answer").body
}

/// The size of a text as Lambda counts it.
pub fn carried(text: &str) -> usize {
    serde_json::to_string(text).expect("JSON").len() - 2
}

fn body_of(app: &TestApp, session: &str) -> String {
    json!({"intermediate_session_token": app.token(session)}).to_string()
}

pub async fn ask(app: &TestApp, session: &str, accept_encoding: &str) -> Answer {
    let headers = vec![("accept-encoding", accept_encoding.to_owned())];
    app.call(Call { headers, ..Call::with_body(body_of(app, session)) }).await
}

pub async fn ask_through_rest_api(app: &TestApp, session: &str) -> Answer {
    let mut event: Value =
        serde_json::from_str(include_str!("../../../events/rest-api-session-token.json")).expect("an event");
    event["body"] = json!(body_of(app, session));
    event["headers"]["Authorization"] = json!(basic(PROJECT_ID, SECRET));
    event["multiValueHeaders"]["Authorization"] = json!([basic(PROJECT_ID, SECRET)]);
    event["headers"]["Accept-Encoding"] = json!("gzip");
    event["multiValueHeaders"]["Accept-Encoding"] = json!(["gzip"]);
    app.event(&event.to_string()).await
}

pub fn decompressed(answer: &Answer) -> String {
    assert_eq!(answer.headers["content-encoding"], "gzip");
    assert_eq!(answer.headers["vary"], "accept-encoding");
    let mut text = String::new();
    // The decoder for one member of a file, which is all that some clients read.
    GzDecoder::new(answer.bytes.as_slice()).read_to_string(&mut text).expect("gzip");
    text
}

pub fn names(text: &str) -> Vec<String> {
    let body: Body<'_> = serde_json::from_str(text).expect("an answer");
    let whole: Value = serde_json::from_str(text).expect("an answer");
    assert_eq!(whole["status_code"], 200);
    assert!(whole["email_address"].is_string() && whole["organization_id_hint"].is_null(), "{whole}");
    assert_eq!(serde_json::to_string(&whole).unwrap().len(), text.len(), "compact JSON");
    body.discovered_organizations.iter().map(|entry| name_of(entry)).collect()
}
