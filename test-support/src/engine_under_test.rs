//! The engine that a test runs on: one of its own, or the one that `TEST_DYNAMODB_URL` names.

use std::{env, time::Duration};

use aws_sdk_dynamodb::{Client, config::timeout::TimeoutConfig, types::TimeToLiveSpecification};
use org_discovery::{
    domain::{Entropy, SystemEntropy},
    store::dynamodb::{TableNames, connect},
};
use org_discovery_admin::tables::create_tables;
use tokio::net::TcpListener;

use org_discovery_local::embedded_endpoint;

pub struct EngineUnderTest {
    pub client: Client,
    pub port: u16,
    pub tables: TableNames,
    /// Whether the engine is one of the test's own. It never removes what has expired; another may, by the real time.
    is_own: bool,
}

impl EngineUnderTest {
    pub async fn start() -> Self {
        match env::var("TEST_DYNAMODB_URL") {
            Ok(url) => Self::shared(&url),
            Err(_) => Self::own().await,
        }
    }

    /// Makes the tables. Tests stand at a time of their own, so nothing may be removed by the real one.
    pub async fn create_tables(&self) {
        create_tables(&self.client, &self.tables).await.expect("tables");
        if !self.is_own {
            let off = TimeToLiveSpecification::builder().attribute_name("expires_at").enabled(false).build();
            let request = self.client.update_time_to_live().table_name(&self.tables.sessions);
            let off = off.expect("a specification");
            request.time_to_live_specification(off).send().await.expect("no expiry");
        }
    }

    async fn own() -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").await.expect("a port");
        let port = listener.local_addr().expect("an address").port();
        let client = patient(&embedded_endpoint::start(listener).expect("an engine"));
        Self { client, port, tables: TableNames::with_prefix("test"), is_own: true }
    }

    /// One engine for all tests, each with tables of its own.
    fn shared(url: &str) -> Self {
        let port =
            url.strip_prefix("http://127.0.0.1:").and_then(|port| port.trim_end_matches('/').parse().ok());
        let port = port.expect("TEST_DYNAMODB_URL is http://127.0.0.1:<port>");
        let client = patient(&connect(&embedded_endpoint::connection(url.to_owned())));
        let tables = TableNames::with_prefix(&format!("test-{}", SystemEntropy.uuid()));
        Self { client, port, tables, is_own: false }
    }
}

/// The same client for a machine that is busy with other tests: what is tested here is not the engine's speed.
fn patient(client: &Client) -> Client {
    let timeouts = TimeoutConfig::builder()
        .operation_attempt_timeout(Duration::from_secs(20))
        .operation_timeout(Duration::from_secs(40))
        .build();
    Client::from_conf(client.config().to_builder().timeout_config(timeouts).build())
}
