//! What every command that works on data needs.

use std::sync::Arc;

use aws_sdk_dynamodb::Client;
use org_discovery::{
    domain::{Clock, ProjectId, SystemClock, SystemEntropy, Timestamp},
    store::dynamodb::{DynamoDb, TableNames},
};
use org_discovery_admin::ProjectReader;
use org_discovery_admin::Writer;

use crate::{
    connection,
    failure::Failure,
    options::Global,
    output::{OutputFormat, Report},
};

/// The tables, and how to speak.
pub struct Context {
    pub client: Client,
    pub tables: TableNames,
    pub output: OutputFormat,
    project: Option<ProjectId>,
    clock: SystemClock,
}

impl Context {
    pub async fn open(global: Global) -> Result<Self, Failure> {
        let tables = global.table_names()?;
        let client = connection::connect(&global).await;
        Ok(Self { client, tables, output: global.output, project: global.project, clock: SystemClock })
    }

    pub fn project(&self) -> Result<&ProjectId, Failure> {
        let missing = || Failure::usage("which project? Give --project ID, or set PROJECT_ID");
        self.project.as_ref().ok_or_else(missing)
    }

    pub fn writer(&self) -> Result<Writer, Failure> {
        let project = self.project()?.clone();
        Ok(Writer::new(self.client.clone(), self.tables.clone(), project, Arc::new(SystemEntropy)))
    }

    pub fn reader(&self) -> Result<ProjectReader, Failure> {
        Ok(ProjectReader::new(self.client.clone(), self.tables.clone(), self.project()?.clone()))
    }

    pub fn store(&self) -> DynamoDb {
        DynamoDb::new(self.client.clone(), self.tables.clone())
    }

    pub fn now(&self) -> Timestamp {
        self.clock.now()
    }

    pub fn print(&self, report: &Report) -> Result<(), Failure> {
        Ok(report.print(self.output)?)
    }
}
