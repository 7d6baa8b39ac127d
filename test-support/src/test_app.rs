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

use crate::{Calls, Lines, Observed, Reads, TestClock, runtime_api};

pub type TestEndpoint = App<Observed<DynamoDb>, TestClock, SystemEntropy>;

/// The real handler over the real store, with tables of its own.
pub struct TestApp {
    pub endpoint: TestEndpoint,
    pub writer: Writer,
    pub client: aws_sdk_dynamodb::Client,
    pub tables: TableNames,
    pub clock: TestClock,
    /// The reads of the function, and a switch that makes reads fail.
    pub reads: Reads,
    /// The calls that the function made to `DynamoDB`.
    pub calls: Calls,
    pub sessions: HashMap<String, LoadedSession>,
    pub dynamodb_port: u16,
    pub telemetry: Telemetry,
    /// The log lines of the function.
    pub lines: Lines,
}

impl TestApp {
    /// The function's environment as in Lambda, with another endpoint of `DynamoDB`.
    pub fn environment(&self, dynamodb_url: String) -> Vec<(&'static str, String)> {
        runtime_api::environment(dynamodb_url, self.writer.project_id().to_string(), &self.tables)
    }

    pub fn now(&self) -> Timestamp {
        self.clock.now()
    }
}
