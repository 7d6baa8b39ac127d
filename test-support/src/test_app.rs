//! The service under test.

mod data;
mod requests;
mod start;

use std::collections::HashMap;

use org_discovery::{
    domain::{Clock, SystemEntropy, Timestamp},
    http::App,
    store::dynamodb::{DynamoDb, TableNames},
    telemetry::Telemetry,
};
use org_discovery_admin::{Writer, import::LoadedSession};
use org_discovery_exchange::ExchangeApp;
use org_discovery_local::signing_key::SigningKey;

use crate::{CapturedLogs, DynamoDbCalls, ObservedStore, ReadObserver, TestClock, runtime_api};

/// The production handler with an observed store and a test clock.
pub type TestHandler = App<ObservedStore<DynamoDb>, TestClock, SystemEntropy>;

/// The exchange function's handler with a test clock and the key of the test project.
pub type TestExchange = ExchangeApp<TestClock, SystemEntropy, &'static SigningKey>;

/// The service under test: the production handler and store, with separate tables for each test.
pub struct TestApp {
    pub handler: TestHandler,
    pub exchange: TestExchange,
    /// Writes to the tables of this test.
    pub writer: Writer,
    pub client: aws_sdk_dynamodb::Client,
    pub tables: TableNames,
    pub clock: TestClock,
    /// Records the handler's reads and can make them fail.
    pub reads: ReadObserver,
    /// The calls that the handler made to `DynamoDB`.
    pub calls: DynamoDbCalls,
    /// The calls that the exchange function's handler made to `DynamoDB`.
    pub exchange_calls: DynamoDbCalls,
    /// The loaded sessions by name.
    pub sessions: HashMap<String, LoadedSession>,
    pub dynamodb_port: u16,
    pub telemetry: Telemetry,
    /// The log lines of the handler.
    pub logs: CapturedLogs,
}

impl TestApp {
    /// Returns the environment of a deployed function, with a custom `DynamoDB` endpoint.
    pub fn environment(&self, dynamodb_url: String) -> Vec<(&'static str, String)> {
        runtime_api::environment(dynamodb_url, self.writer.project_id().to_string(), &self.tables)
    }

    /// Returns the time of the test clock.
    pub fn now(&self) -> Timestamp {
        self.clock.now()
    }
}
