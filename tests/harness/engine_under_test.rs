//! The engine that a test runs on: one of its own, or the one that `TEST_DYNAMODB_URL` names.

use std::{env, time::Duration};

use aws_sdk_dynamodb::{Client, config::timeout::TimeoutConfig};
use org_discovery::{
    domain::{Entropy, SystemEntropy},
    store::dynamodb::{TableNames, connect},
};
use tokio::net::TcpListener;

use crate::engine;

pub struct EngineUnderTest {
    pub client: Client,
    pub port: u16,
    pub tables: TableNames,
}

impl EngineUnderTest {
    pub async fn start() -> Self {
        match env::var("TEST_DYNAMODB_URL") {
            Ok(url) => Self::shared(&url),
            Err(_) => Self::own().await,
        }
    }

    async fn own() -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").await.expect("a port");
        let port = listener.local_addr().expect("an address").port();
        let client = patient(&engine::start(listener).expect("an engine"));
        Self { client, port, tables: TableNames::with_prefix("test") }
    }

    /// One engine for all tests, each with tables of its own.
    fn shared(url: &str) -> Self {
        let port =
            url.strip_prefix("http://127.0.0.1:").and_then(|port| port.trim_end_matches('/').parse().ok());
        let port = port.expect("TEST_DYNAMODB_URL is http://127.0.0.1:<port>");
        let client = patient(&connect(&engine::connection(url.to_owned())));
        let tables = TableNames::with_prefix(&format!("test-{}", SystemEntropy.uuid()));
        Self { client, port, tables }
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
