//! Filled tables: the scenarios, the demo, and items that no request reads.

use std::{collections::BTreeMap, fs, path::Path, sync::Arc};

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
    scenarios::{PREFIX, people},
    strangers,
};

/// The demo's, so that the sample events are good here.
const PROJECT: &str = "project-test-00000000-0000-4000-8000-00000000d3e0";
const SECRET: &str = "secret-test-demo-not-a-secret-for-local-use-only";
const KID: &str = "jwk-test-22222222-2222-4222-8222-222222222222";

/// Filled tables, and what can be asked of them.
#[derive(Debug)]
pub struct World {
    /// Runs until the world is dropped.
    endpoint: EndpointProcess,
    /// What a function must know.
    pub environment: Environment,
    /// By the name of the scenario.
    pub events: BTreeMap<String, String>,
    /// The sample events that are answered well, by the names of their files.
    pub samples: BTreeMap<String, String>,
}

impl World {
    /// Returns the port of the endpoint on this machine.
    pub fn port(&self) -> u16 {
        let port = self.endpoint.url.rsplit_once(':').and_then(|(_, port)| port.parse().ok());
        port.expect("the address of an endpoint")
    }

    pub fn event(&self, scenario: &str) -> String {
        self.events[scenario].clone()
    }
}

pub async fn fill(endpoint: EndpointProcess, strangers: usize) -> World {
    let client = connect(&connection(endpoint.url.clone()));
    let (tables, key) = (TableNames::with_prefix("bench"), SigningKey::generate(KID).expect("a key"));
    create_tables(&client, &tables).await.expect("tables");
    let project = ProjectId::parse(PROJECT).expect("an id");
    let writer = Writer::new(client.clone(), tables.clone(), project.clone(), Arc::new(SystemEntropy));
    writer.project().put(&demo_project(&key)).await.expect("a written project");
    let (people, demo) = (people().to_string(), include_str!("../../local/demo/data.json"));
    let sources = vec![Source::in_memory("people", people), Source::in_memory("the demo", demo)];
    let checked = CheckedImport::check(sources, ImportOptions::local()).expect("valid data");
    let sessions = checked.load(&writer, SystemClock.now(), &SystemEntropy).await.expect("loaded data");
    let sessions = sessions.iter().filter(|session| session.entry.name.starts_with(PREFIX));
    strangers::put(&client, &tables, PROJECT, strangers).await;
    let events = sessions.flat_map(|session| events(session, &project, &key)).collect();
    let environment = environment(endpoint.url.clone(), PROJECT.to_owned(), &tables);
    World { environment, events, samples: samples(), endpoint }
}

/// The demo's project, which signs with `key` too.
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
    // The programs have one route only, and no other form of its path.
    let good = expected
        .into_iter()
        .filter(|(_, expected)| expected["status"] == 200 && expected["function_only"] != true);
    good.map(|(name, _)| (name.clone(), read(&name))).collect()
}

/// The events that ask with a session: one for its token, and one for a JWT if it is a Member's.
fn events(session: &LoadedSession, project: &ProjectId, key: &SigningKey) -> Vec<(String, String)> {
    let name = session.entry.name.trim_start_matches(PREFIX).to_owned();
    match &session.credential {
        SessionCredential::Intermediate(token) => {
            vec![(name, event(&json!({"intermediate_session_token": token.expose()})))]
        }
        SessionCredential::Member(token, member) => {
            let signed = IssuedSession {
                session: member,
                authentication_factors: &session.entry.authentication_factors,
                organization_slug: "slug",
                expires_at: session.expires_at,
            };
            let jwt = key.session_jwt(project, &signed, SystemClock.now()).expect("a JWT");
            vec![
                (format!("{name}-by-jwt"), event(&json!({"session_jwt": jwt}))),
                (name, event(&json!({"session_token": token.expose()}))),
            ]
        }
    }
}

/// What an HTTP API hands on.
fn event(body: &Value) -> String {
    let text = include_str!("../../events/http-api-consultant.json");
    let mut event: Value = serde_json::from_str(text).expect("JSON");
    event["headers"]["authorization"] =
        json!(format!("Basic {}", STANDARD.encode(format!("{PROJECT}:{SECRET}"))));
    event["body"] = json!(body.to_string());
    event.to_string()
}
