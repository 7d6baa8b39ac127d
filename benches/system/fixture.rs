//! Tables with the scenarios, the demo data, and filler items that no request reads.

use std::{collections::BTreeMap, fs, path::Path, sync::Arc};

use aws_sdk_dynamodb::Client;
use base64::{Engine as _, engine::general_purpose::STANDARD};
use org_discovery::{
    domain::{Clock, IssuedSession, KeySet, Project, ProjectId, SecretHash, SystemClock, SystemEntropy},
    store::dynamodb::{TableNames, connect},
};
use org_discovery_admin::{
    Writer,
    import::{CheckedImport, ImportOptions, LoadedSession, SessionCredential, Source},
    tables::create_tables,
};
use org_discovery_local::{embedded_endpoint::connection, signing_key::SigningKey};
use serde_json::{Value, json};
use test_support::runtime_api::{Environment, environment};

use super::{
    endpoint_process::EndpointProcess,
    filler_items,
    scenarios::{PREFIX, people},
};

/// The project of the demo, so that the sample events are valid.
const PROJECT: &str = "project-test-00000000-0000-4000-8000-00000000d3e0";
const SECRET: &str = "secret-test-demo-not-a-secret-for-local-use-only";
const KID: &str = "jwk-test-22222222-2222-4222-8222-222222222222";

/// Tables with data, and events for the function.
#[derive(Debug)]
pub struct Fixture {
    /// Runs until the fixture is dropped.
    pub endpoint: EndpointProcess,
    /// The environment variables of a function.
    pub environment: Environment,
    /// Events by scenario name.
    pub events: BTreeMap<String, String>,
    /// The sample events that are answered with status 200, by file name.
    pub samples: BTreeMap<String, String>,
}

impl Fixture {
    pub fn event(&self, scenario: &str) -> String {
        self.events[scenario].clone()
    }
}

/// Creates and fills the tables. Writes `filler_count` filler items of each kind.
pub async fn create(endpoint: EndpointProcess, filler_count: usize) -> Fixture {
    let (people, demo) = (people().to_string(), include_str!("../../local/demo/data.json"));
    let sources = vec![Source::in_memory("people", people), Source::in_memory("the demo", demo)];
    let data = LoadedData::load(&endpoint, sources).await;
    filler_items::put(&data.client, &data.tables, PROJECT, filler_count).await;
    let sessions = data.sessions.iter().filter(|session| session.entry.name.starts_with(PREFIX));
    let events = sessions.flat_map(|session| events(session, &data)).collect();
    Fixture { environment: data.environment(&endpoint), events, samples: samples(), endpoint }
}

/// Data in new tables.
pub struct LoadedData {
    client: Client,
    tables: TableNames,
    project: ProjectId,
    key: SigningKey,
    pub sessions: Vec<LoadedSession>,
}

impl LoadedData {
    /// Creates the tables, and writes the demo's project and the data.
    pub async fn load(endpoint: &EndpointProcess, sources: Vec<Source>) -> Self {
        let client = connect(&connection(endpoint.url.clone()));
        let (tables, key) = (TableNames::with_prefix("bench"), SigningKey::generate(KID).expect("a key"));
        create_tables(&client, &tables).await.expect("tables");
        let project = ProjectId::parse(PROJECT).expect("an id");
        let writer = Writer::new(client.clone(), tables.clone(), project.clone(), Arc::new(SystemEntropy));
        writer.project().put(&demo_project(&key)).await.expect("a written project");
        let checked = CheckedImport::check(sources, ImportOptions::local()).expect("valid data");
        let sessions = checked.load(&writer, SystemClock.now(), &SystemEntropy).await.expect("loaded data");
        Self { client, tables, project, key, sessions }
    }

    /// Returns the environment variables of a function that reads these tables.
    pub fn environment(&self, endpoint: &EndpointProcess) -> Environment {
        environment(endpoint.url.clone(), PROJECT.to_owned(), &self.tables)
    }

    /// Returns the credential of a session as the field of a request, and a session JWT if it is a member session.
    pub fn credentials(&self, session: &LoadedSession) -> (Value, Option<Value>) {
        match &session.credential {
            SessionCredential::Intermediate(token) => {
                (json!({"intermediate_session_token": token.expose()}), None)
            }
            SessionCredential::Member(token, member) => {
                let factors = &session.entry.authentication_factors;
                let signed = IssuedSession::new(member, factors, "slug", session.expires_at);
                let jwt = self.key.session_jwt(&self.project, &signed, SystemClock.now()).expect("a JWT");
                (json!({"session_token": token.expose()}), Some(json!({"session_jwt": jwt})))
            }
        }
    }
}

/// Returns the demo's project with `key` as an additional key.
fn demo_project(key: &SigningKey) -> Project {
    let demo: Value = serde_json::from_str(include_str!("../../local/demo/project.json")).expect("JSON");
    let keys = KeySet::parse(&demo["jwks"].to_string()).expect("keys");
    let own = KeySet::parse(&json!({"keys": [key.public()]}).to_string()).expect("keys");
    let keys = keys.with(own).expect("keys of different names");
    Project::new(vec![SecretHash::of(SECRET)], keys).expect("a project")
}

fn samples() -> BTreeMap<String, String> {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("events");
    let read = |name: &str| fs::read_to_string(folder.join(name)).expect("a sample event");
    let expected: BTreeMap<String, Value> = serde_json::from_str(&read("expected.json")).expect("JSON");
    // The programs implement one route only, with one spelling of its path.
    let successful = expected
        .into_iter()
        .filter(|(_, expected)| expected["status"] == 200 && expected["function_only"] != true);
    successful.map(|(name, _)| (name.clone(), read(&name))).collect()
}

/// Returns the events of a session: one with its token and, for a member session, one with a session JWT.
fn events(session: &LoadedSession, data: &LoadedData) -> Vec<(String, String)> {
    let name = session.entry.name.trim_start_matches(PREFIX).to_owned();
    let (token, jwt) = data.credentials(session);
    let by_jwt = jwt.map(|jwt| (format!("{name}-by-jwt"), list_event(&jwt)));
    by_jwt.into_iter().chain([(name, list_event(&token))]).collect()
}

/// Returns the event of a request for the list, from an HTTP API.
pub fn list_event(body: &Value) -> String {
    event("/v1/b2b/discovery/organizations", body)
}

/// Returns the event of an HTTP API.
pub fn event(path: &str, body: &Value) -> String {
    let text = include_str!("../../events/http-api-consultant.json");
    let mut event: Value = serde_json::from_str(text).expect("JSON");
    event["headers"]["authorization"] =
        json!(format!("Basic {}", STANDARD.encode(format!("{PROJECT}:{SECRET}"))));
    event["body"] = json!(body.to_string());
    event["rawPath"] = json!(path);
    event["requestContext"]["http"]["path"] = json!(path);
    event.to_string()
}
