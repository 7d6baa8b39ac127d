//! Filled tables: the scenes, the demo, and so many items that concern nobody.

use std::{
    collections::{BTreeMap, HashMap},
    fs,
    path::Path,
    sync::Arc,
};

use aws_sdk_dynamodb::{
    Client,
    types::{AttributeValue, PutRequest, WriteRequest},
};
use base64::{Engine as _, engine::general_purpose::STANDARD};
use futures_util::{StreamExt, stream};
use org_discovery::{
    domain::{Clock, IssuedSession, KeySet, Project, ProjectId, SecretHash, SystemClock, SystemEntropy},
    store::dynamodb::{TableNames, connect},
};
use org_discovery_admin::{
    import::{CheckedImport, ImportOptions, LoadedSession, SessionCredential, Source},
    tables::create_tables,
    writer::Writer,
};
use serde_json::{Value, json};

use super::{
    engine::Engine,
    local_engine::connection,
    runtime_api::{Environment, environment},
    scenes::{SCENE, people},
    signing_key::SigningKey,
};

/// The demo's, so that the sample events are good here.
const PROJECT: &str = "project-test-00000000-0000-4000-8000-00000000d3e0";
const SECRET: &str = "secret-test-demo-not-a-secret-for-local-use-only";
const KID: &str = "jwk-test-22222222-2222-4222-8222-222222222222";

/// Filled tables, and what can be asked of them.
#[derive(Debug)]
pub struct World {
    /// Runs until the world is dropped.
    engine: Engine,
    /// What a function must know.
    pub environment: Environment,
    /// By the name of the scene.
    pub events: BTreeMap<String, String>,
    /// The sample events that are answered well, by the names of their files.
    pub samples: BTreeMap<String, String>,
}

impl World {
    /// Where the engine listens on this machine.
    pub fn port(&self) -> u16 {
        let port = self.engine.url.rsplit_once(':').and_then(|(_, port)| port.parse().ok());
        port.expect("the address of an engine")
    }

    pub fn event(&self, scene: &str) -> String {
        self.events[scene].clone()
    }
}

pub async fn fill(engine: Engine, strangers: usize) -> World {
    let client = connect(&connection(engine.url.clone()));
    let (tables, key) = (TableNames::with_prefix("bench"), SigningKey::generate(KID).expect("a key"));
    create_tables(&client, &tables).await.expect("tables");
    let project = ProjectId::parse(PROJECT).expect("an id");
    let writer = Writer::new(client.clone(), tables.clone(), project.clone(), Arc::new(SystemEntropy));
    writer.put_project(&demo_project(&key)).await.expect("a written project");
    let (people, demo) = (people().to_string(), include_str!("../../local/demo/data.json"));
    let sources = vec![Source::in_memory("people", people), Source::in_memory("the demo", demo)];
    let checked = CheckedImport::check(sources, ImportOptions::local()).expect("valid data");
    let sessions = checked.load(&writer, SystemClock.now(), &SystemEntropy).await.expect("loaded data");
    let sessions = sessions.iter().filter(|session| session.entry.name.starts_with(SCENE));
    put_strangers(&client, &tables, strangers).await;
    let events = sessions.flat_map(|session| events(session, &project, &key)).collect();
    let environment = environment(engine.url.clone(), PROJECT.to_owned(), &tables);
    World { environment, events, samples: samples(), engine }
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
    // The contenders have one route only, and no other form of its path.
    let good = expected
        .into_iter()
        .filter(|(_, expected)| expected["status"] == 200 && expected["function_only"] != true);
    good.map(|(name, _)| (name.clone(), read(&name))).collect()
}

/// The events that ask with a session: one for its token, and one for a JWT if it is a Member's.
fn events(session: &LoadedSession, project: &ProjectId, key: &SigningKey) -> Vec<(String, String)> {
    let name = session.entry.name.trim_start_matches(SCENE).to_owned();
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

/// So many organizations, Members and sessions each that concern nobody who asks.
async fn put_strangers(client: &Client, tables: &TableNames, count: usize) {
    let filling = "x".repeat(1_000);
    let text = |value: String| AttributeValue::S(value);
    let items = (0..count).flat_map(|n| {
        let (filling, schema) = (text(filling.clone()), AttributeValue::N("1".to_owned()));
        let item = |keys: [(&str, String); 2]| {
            let keys = keys.into_iter().map(|(name, value)| (name.to_owned(), text(value)));
            let others = [("schema", schema.clone()), ("object", filling.clone())];
            keys.chain(others.map(|(name, value)| (name.to_owned(), value))).collect()
        };
        [
            (
                &tables.organizations,
                item([
                    ("organization", format!("{PROJECT}#stranger-{n}")),
                    ("item", "organization".to_owned()),
                ]),
            ),
            (
                &tables.members,
                item([
                    ("address", format!("{PROJECT}#stranger-{n}@example.com")),
                    ("organization_id", format!("stranger-{n}")),
                ]),
            ),
            (
                &tables.sessions,
                item([("token_hash", format!("stranger-{n}")), ("kind", "intermediate".to_owned())]),
            ),
        ]
    });
    let puts = items.map(|(table, item)| {
        let put = PutRequest::builder().set_item(Some(item)).build().expect("a request");
        (table, WriteRequest::builder().put_request(put).build())
    });
    stream::iter(puts)
        .chunks(25)
        .for_each_concurrent(4, async |puts| {
            let mut by_table: HashMap<String, Vec<WriteRequest>> = HashMap::new();
            for (table, put) in puts {
                by_table.entry(table.clone()).or_default().push(put);
            }
            client.batch_write_item().set_request_items(Some(by_table)).send().await.expect("written");
        })
        .await;
}
