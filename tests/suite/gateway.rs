//! The gateway's events: HTTP API, REST API and function URL.

mod compression;
mod events;

use org_discovery::domain::ProjectId;
use serde_json::Value;

use crate::harness::TestApp;

const PROJECT: &str = include_str!("../../examples/local/demo/project.json");
const DATA: &str = include_str!("../../examples/local/demo/data.json");

/// A service for the demo's project, with the demo's data.
async fn demo_app() -> TestApp {
    let project: Value = serde_json::from_str(PROJECT).unwrap();
    let id = ProjectId::parse(project["project_id"].as_str().unwrap()).unwrap();
    let mut app = TestApp::without_project(id).await;
    app.set_project(&[project["secret"].as_str().unwrap()], project["jwks"]["keys"].as_array().unwrap())
        .await;
    app.load(serde_json::from_str(DATA).unwrap()).await;
    app
}

/// An event of the corpus.
fn event(name: &str) -> Value {
    let path = format!("{}/events/{name}", env!("CARGO_MANIFEST_DIR"));
    serde_json::from_str(&std::fs::read_to_string(&path).unwrap_or_else(|error| panic!("{path}: {error}")))
        .unwrap_or_else(|error| panic!("{path}: {error}"))
}
