//! Starts a service with data, with empty tables, or with the demo data.

use std::{collections::HashMap, sync::Arc};

use aws_sdk_dynamodb::Client;
use org_discovery::{
    domain::{Clock, ProjectId, SystemClock, SystemEntropy},
    http::{App, install_panic_hook},
    store::dynamodb::{DynamoDb, TableNames},
};
use org_discovery_admin::Writer;
use org_discovery_exchange::ExchangeApp;
use serde_json::Value;

use super::{TestApp, TestExchange};
use crate::{
    CapturedLogs, DynamoDbCalls, KEY, ObservedStore, ReadObserver, SECRET, START, TestClock,
    dynamodb_endpoint::TestTables, project_id,
};

/// Returns the exchange function's handler, with the key of the test project.
pub(crate) fn exchange_handler(
    client: &Client,
    tables: &TableNames,
    project: &ProjectId,
    clock: &TestClock,
) -> TestExchange {
    let (client, tables) = (client.clone(), tables.clone());
    ExchangeApp::new(client, tables, project.clone(), clock.clone(), SystemEntropy, &*KEY)
}

impl TestApp {
    /// Starts a service with this data file and warms it up.
    pub async fn start(data: Value) -> Self {
        Self::start_for(project_id(), data).await
    }

    /// Starts a service for the project with this id, with this data file, and warms it up.
    pub async fn start_for(project: ProjectId, data: Value) -> Self {
        let app = Self::load_project_and_data(project, data).await;
        Box::pin(app.handler.warm_up()).await.expect("a project");
        app.reads.clear();
        app
    }

    /// Starts a service with this data file, without the warm-up.
    pub async fn start_cold(data: Value) -> Self {
        Self::load_project_and_data(project_id(), data).await
    }

    async fn load_project_and_data(project: ProjectId, data: Value) -> Self {
        let mut app = Self::empty(project).await;
        app.set_project(&[SECRET], &[KEY.public()]).await;
        app.load(data).await;
        app
    }

    /// Starts a service with the demo data and the project of the demo, without the warm-up.
    pub async fn start_demo() -> Self {
        let json = |text: &str| serde_json::from_str::<Value>(text).expect("JSON");
        let project = json(org_discovery_local::DEMO_PROJECT);
        let text = |value: &Value| value.as_str().expect("a text").to_owned();
        let mut app = Self::empty(ProjectId::parse(&text(&project["project_id"])).expect("an id")).await;
        // Other programs that read the same tables use the system clock.
        app.clock.advance(SystemClock.now().seconds_since(app.now()));
        let keys = project["jwks"]["keys"].as_array().expect("keys");
        app.set_project(&[&text(&project["secret"])], keys).await;
        app.load(json(org_discovery_local::DEMO_DATA)).await;
        app
    }

    /// Starts a service with empty tables. Not even the project is stored.
    pub async fn empty(project: ProjectId) -> Self {
        let TestTables { client, port: dynamodb_port, names: tables } = TestTables::create().await;
        let clock = TestClock::at(START);
        let (reads, logs) = (ReadObserver::default(), CapturedLogs::default());
        install_panic_hook();
        let (calls, exchange_calls) = (DynamoDbCalls::default(), DynamoDbCalls::default());
        let exchange_client = exchange_calls.recording_client(&client);
        let store = DynamoDb::new(calls.recording_client(&client), tables.clone());
        let store = ObservedStore::new(store, reads.clone());
        Self {
            handler: App::new(store, clock.clone(), SystemEntropy, project.clone()),
            exchange: exchange_handler(&exchange_client, &tables, &project, &clock),
            telemetry: logs.telemetry(clock.clone(), &[]),
            logs,
            writer: Writer::new(client.clone(), tables.clone(), project, Arc::new(SystemEntropy)),
            client,
            tables,
            clock,
            reads,
            calls,
            exchange_calls,
            sessions: HashMap::new(),
            dynamodb_port,
        }
    }
}
