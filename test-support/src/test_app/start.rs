//! Ways to start a service: with data, without, as the demo.

use std::{collections::HashMap, sync::Arc};

use org_discovery::{
    domain::{Clock, ProjectId, SystemClock, SystemEntropy},
    http::{App, install_panic_hook},
    store::dynamodb::DynamoDb,
};
use org_discovery_admin::Writer;
use serde_json::Value;

use super::TestApp;
use crate::{
    Calls, KEY, Lines, Observed, Reads, SECRET, START, TestClock, dynamodb_endpoint::TestTables, project_id,
};

impl TestApp {
    /// A service whose tables hold `data`, in the form of a data file.
    pub async fn start(data: Value) -> Self {
        Self::start_for(project_id(), data).await
    }

    /// The same for a project of this id.
    pub async fn start_for(project: ProjectId, data: Value) -> Self {
        let app = Self::cold(project, data).await;
        Box::pin(app.endpoint.warm_up()).await.expect("a project");
        app.reads.forget();
        app
    }

    /// A service that has not read anything yet.
    pub async fn start_cold(data: Value) -> Self {
        Self::cold(project_id(), data).await
    }

    async fn cold(project: ProjectId, data: Value) -> Self {
        let mut app = Self::empty(project).await;
        app.set_project(&[SECRET], &[KEY.public()]).await;
        app.load(data).await;
        app
    }

    /// A service that holds the demo, under the demo's own project.
    pub async fn start_demo() -> Self {
        let json = |text: &str| serde_json::from_str::<Value>(text).expect("JSON");
        let project = json(org_discovery_local::DEMO_PROJECT);
        let text = |value: &Value| value.as_str().expect("a text").to_owned();
        let mut app = Self::empty(ProjectId::parse(&text(&project["project_id"])).expect("an id")).await;
        // Programs that read the same tables go by the machine's clock.
        app.clock.advance(SystemClock.now().seconds_since(app.now()));
        let keys = project["jwks"]["keys"].as_array().expect("keys");
        app.set_project(&[&text(&project["secret"])], keys).await;
        app.load(json(org_discovery_local::DEMO_DATA)).await;
        app
    }

    /// A service over empty tables, which have not even a project.
    pub async fn empty(project: ProjectId) -> Self {
        let TestTables { client, port: dynamodb_port, names: tables } = TestTables::create().await;
        let clock = TestClock::at(START);
        let (reads, lines) = (Reads::default(), Lines::default());
        install_panic_hook();
        let calls = Calls::default();
        let store = Observed::new(DynamoDb::new(calls.of(&client), tables.clone()), reads.clone());
        Self {
            endpoint: App::new(store, clock.clone(), SystemEntropy, project.clone()),
            telemetry: lines.telemetry(clock.clone(), &[]),
            lines,
            writer: Writer::new(client.clone(), tables.clone(), project, Arc::new(SystemEntropy)),
            client,
            tables,
            clock,
            reads,
            calls,
            sessions: HashMap::new(),
            dynamodb_port,
        }
    }
}
