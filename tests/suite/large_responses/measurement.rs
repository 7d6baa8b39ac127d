//! Helpers that request large responses and measure them.

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
    ApiCall, ApiResponse, PROJECT_ID, SECRET, TestApp, basic,
    builders::{intermediate, magic_link, with},
};

/// The response size that Lambda allows, less some room for headers, in bytes.
pub const RESPONSE_LIMIT: usize = 5_900_000;

/// Text that hardly compresses: base64 of random bytes.
pub fn noise(seed: usize, length: usize) -> String {
    let mut random = fastrand::Rng::with_seed(seed as u64);
    let bytes: Vec<u8> = std::iter::repeat_with(|| random.u8(..)).take(length / 4 * 3).collect();
    STANDARD.encode(bytes)
}

/// A session with the GitHub tenant that the foreign organizations allow.
pub fn github_session(name: &str, address: &str) -> Value {
    with(intermediate(name, address, [magic_link()]), json!({"oauth_tenants": {"github": ["T1"]}}))
}

/// A response body whose entries can be measured.
#[derive(Deserialize)]
pub struct Body<'b> {
    #[serde(borrow)]
    pub discovered_organizations: Vec<&'b RawValue>,
}

pub fn entry_name(entry: &RawValue) -> String {
    let entry: Value = serde_json::from_str(entry.get()).expect("JSON");
    let text = |value: &Value| value.as_str().expect("a string").to_owned();
    format!("{}: {}", text(&entry["organization"]["organization_name"]), text(&entry["membership"]["type"]))
}

/// Returns the complete response body, which is not limited in size.
pub async fn complete_body(app: &TestApp, session: &str) -> String {
    let project = app.writer.project_id();
    let lookup = DiscoveryService::new(
        DynamoDb::new(app.client.clone(), app.tables.clone()),
        app.clock.clone(),
        project.clone(),
    );
    let token = OpaqueToken::parse(app.token(session)).expect("a token");
    let session = lookup.live_session(&TokenHash::of_intermediate(project, &token)).await.expect("a session");
    let (facts, _) = lookup.facts_of(session, None).await.expect("facts");
    let discovery = decide(&facts).expect("a decision");
    let id = RequestId::fresh(project.environment(), &SystemEntropy);
    HttpResponse::discovery(&discovery, &id).expect("a response").body
}

/// Returns the size of a body as Lambda counts it: escaped in a JSON string.
pub fn lambda_size(text: &str) -> usize {
    serde_json::to_string(text).expect("JSON").len() - 2
}

fn body_of(app: &TestApp, session: &str) -> String {
    json!({"intermediate_session_token": app.token(session)}).to_string()
}

pub async fn discover_with(app: &TestApp, session: &str, accept_encoding: &str) -> ApiResponse {
    let headers = vec![("accept-encoding", accept_encoding.to_owned())];
    app.call(ApiCall { headers, ..ApiCall::with_body(body_of(app, session)) }).await
}

pub async fn discover_through_rest_api(app: &TestApp, session: &str) -> ApiResponse {
    let mut event: Value =
        serde_json::from_str(include_str!("../../../events/rest-api-session-token.json")).expect("an event");
    event["body"] = json!(body_of(app, session));
    event["headers"]["Authorization"] = json!(basic(PROJECT_ID, SECRET));
    event["multiValueHeaders"]["Authorization"] = json!([basic(PROJECT_ID, SECRET)]);
    event["headers"]["Accept-Encoding"] = json!("gzip");
    event["multiValueHeaders"]["Accept-Encoding"] = json!(["gzip"]);
    app.send_event(&event.to_string()).await
}

pub fn decompressed(response: &ApiResponse) -> String {
    assert_eq!(response.headers["content-encoding"], "gzip");
    assert_eq!(response.headers["vary"], "accept-encoding");
    let mut text = String::new();
    // Decodes only the first gzip member, as some clients do.
    GzDecoder::new(response.bytes.as_slice()).read_to_string(&mut text).expect("gzip");
    text
}

pub fn entry_names(text: &str) -> Vec<String> {
    let body: Body<'_> = serde_json::from_str(text).expect("a response");
    let parsed: Value = serde_json::from_str(text).expect("a response");
    assert_eq!(parsed["status_code"], 200);
    assert!(parsed["email_address"].is_string() && parsed["organization_id_hint"].is_null(), "{parsed}");
    assert_eq!(serde_json::to_string(&parsed).unwrap().len(), text.len(), "compact JSON");
    body.discovered_organizations.iter().map(|entry| entry_name(entry)).collect()
}
