//! The tables, the project and the output format of a command.

use std::sync::Arc;

use aws_sdk_dynamodb::Client;
use org_discovery::{
    domain::{Clock, ProjectId, SystemClock, SystemEntropy, Timestamp},
    service::DiscoveryService,
    store::dynamodb::{DynamoDb, TableNames},
};
use org_discovery_admin::{ProjectReader, Writer};

use crate::{
    dynamodb_client,
    failure::Failure,
    global_options::GlobalOptions,
    output::{OutputFormat, Report},
};

/// The resources that a command uses.
pub struct Context {
    pub client: Client,
    pub tables: TableNames,
    pub output: OutputFormat,
    global: GlobalOptions,
    clock: SystemClock,
}

impl Context {
    pub async fn open(global: GlobalOptions) -> Result<Self, Failure> {
        let tables = global.table_names()?;
        let client = dynamodb_client::connect(&global).await;
        Ok(Self { client, tables, output: global.output, global, clock: SystemClock })
    }

    pub fn project(&self) -> Result<&ProjectId, Failure> {
        let missing = || Failure::usage("no project given; use --project ID or set PROJECT_ID");
        self.global.project.as_ref().ok_or_else(missing)
    }

    pub fn writer(&self) -> Result<Writer, Failure> {
        let project = self.project()?.clone();
        Ok(Writer::new(self.client.clone(), self.tables.clone(), project, Arc::new(SystemEntropy)))
    }

    pub fn reader(&self) -> Result<ProjectReader, Failure> {
        Ok(ProjectReader::new(self.client.clone(), self.tables.clone(), self.project()?.clone()))
    }

    /// Returns a client of KMS in this Region.
    pub async fn kms_client(&self, region: &str) -> aws_sdk_kms::Client {
        dynamodb_client::connect_to_kms(&self.global, region).await
    }

    pub fn store(&self) -> DynamoDb {
        DynamoDb::new(self.client.clone(), self.tables.clone())
    }

    /// Returns the service that answers requests in the function, over the same tables.
    pub fn lookup(&self) -> Result<DiscoveryService<DynamoDb, SystemClock>, Failure> {
        Ok(DiscoveryService::new(self.store(), SystemClock, self.project()?.clone()))
    }

    pub fn now(&self) -> Timestamp {
        self.clock.now()
    }

    pub fn print(&self, report: &Report) -> Result<(), Failure> {
        Ok(report.print(self.output)?)
    }
}
