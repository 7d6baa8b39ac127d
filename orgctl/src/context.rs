//! The tables, the project and the output of a command.

use std::{
    collections::BTreeSet,
    sync::{
        Arc,
        atomic::{AtomicBool, Ordering},
    },
};

use aws_sdk_dynamodb::Client;
use org_discovery::{
    domain::{Clock, Project, ProjectId, SystemClock, SystemEntropy, Timestamp},
    service::DiscoveryService,
    store::{
        ProjectReads, StoreError,
        dynamodb::{DynamoDb, TableNames},
    },
};
use org_discovery_admin::{ProjectReader, Writer, projects::list_projects};

use crate::{
    aws::{self, Clients, FailedCalls, Writes},
    failure::Failure,
    global_options::GlobalOptions,
    output::{OutputFormat, Report, notice},
};

/// The resources that a command uses.
pub struct Context {
    pub tables: TableNames,
    pub output: OutputFormat,
    clients: Clients,
    global: GlobalOptions,
    clock: SystemClock,
    announced: AtomicBool,
}

impl Context {
    /// Opens the tables, without a request to DynamoDB.
    pub async fn open(global: GlobalOptions, failed_calls: FailedCalls) -> Result<Self, Failure> {
        let tables = global.table_names()?;
        let writes = if global.dry_run { Writes::Skip } else { Writes::Send };
        let clients = aws::connect(&global, failed_calls, writes).await?;
        let announced = AtomicBool::new(false);
        Ok(Self { tables, output: global.output, clients, global, clock: SystemClock, announced })
    }

    /// Opens the tables, and checks that the project exists.
    pub async fn of_project(global: GlobalOptions, failed_calls: FailedCalls) -> Result<Self, Failure> {
        let context = Self::open(global, failed_calls).await?;
        let store = DynamoDb::new(context.clients.first_call.clone(), context.tables.clone());
        let project = context.project()?;
        match store.project(project).await {
            // `check` reports and repairs a damaged item.
            Ok(Some(Project { .. })) | Err(StoreError::Damaged { .. }) => Ok(context),
            Ok(None) => Err(context.no_such_project(project).await),
            Err(error) => Err(error.into()),
        }
    }

    pub fn project(&self) -> Result<&ProjectId, Failure> {
        self.global.required_project()
    }

    /// Returns the writer, after printing what it changes: the project, the tables and the endpoint.
    pub fn writer(&self) -> Result<Writer, Failure> {
        self.announce()?;
        let project = self.project()?.clone();
        Ok(Writer::new(self.client().clone(), self.tables.clone(), project, Arc::new(SystemEntropy)))
    }

    /// Prints the project, the tables and the endpoint once, unless `--quiet` is given.
    pub fn announce(&self) -> Result<(), Failure> {
        let project = self.project()?;
        if !self.global.quiet && !self.announced.swap(true, Ordering::Relaxed) {
            let dry_run = if self.is_dry_run() { "dry run, nothing is written: " } else { "" };
            notice(format!("{dry_run}project {project}, {}", self.target()));
        }
        Ok(())
    }

    pub fn reader(&self) -> Result<ProjectReader, Failure> {
        Ok(ProjectReader::new(self.client().clone(), self.tables.clone(), self.project()?.clone()))
    }

    pub fn client(&self) -> &Client {
        &self.clients.dynamodb
    }

    /// Returns a client of KMS in this Region.
    pub fn kms_client(&self, region: &str) -> aws_sdk_kms::Client {
        self.clients.kms(region)
    }

    pub fn store(&self) -> DynamoDb {
        DynamoDb::new(self.client().clone(), self.tables.clone())
    }

    /// Returns the service that answers requests in the function, over the same tables.
    pub fn lookup(&self) -> Result<DiscoveryService<DynamoDb, SystemClock>, Failure> {
        Ok(DiscoveryService::new(self.store(), SystemClock, self.project()?.clone()))
    }

    pub fn now(&self) -> Timestamp {
        self.clock.now()
    }

    pub fn is_dry_run(&self) -> bool {
        self.global.dry_run
    }

    pub fn is_quiet(&self) -> bool {
        self.global.quiet
    }

    /// Prints a report. In a dry run, its JSON has the field `dry_run`.
    pub fn print(&self, report: &Report) -> Result<(), Failure> {
        if !self.is_dry_run() {
            return Ok(report.print(self.output)?);
        }
        let mut report = report.clone();
        report.json["dry_run"] = true.into();
        Ok(report.print(self.output)?)
    }

    /// Prints credentials that cannot be shown again. If they cannot be printed, even because the reader closed the
    /// pipe, the command fails, and `undelivered` says how to drop them.
    pub fn deliver(&self, report: &Report, undelivered: &str) -> Result<(), Failure> {
        report.print(self.output).map_err(|error| {
            Failure::refused(format!(
                "the credentials could not be printed ({error}) and are lost; {undelivered}"
            ))
        })
    }

    /// Returns the tables and the endpoint, for messages.
    fn target(&self) -> String {
        let endpoint = match self.global.endpoint().custom_url() {
            Some(url) => format!("endpoint {url}"),
            None => format!("Region {}", self.clients.region()),
        };
        format!("tables {}, {endpoint}", table_names_text(&self.tables))
    }

    async fn no_such_project(&self, project: &ProjectId) -> Failure {
        let target = self.target();
        // The list is a help for the operator. Without the permission to read it, the error has no list.
        let known = list_projects(self.client(), &self.tables).await.unwrap_or_default();
        let known: Vec<&str> = known.iter().map(|project| project.id.as_str()).collect();
        let hint = if known.is_empty() {
            "run `orgctl project create` to create it".to_owned()
        } else {
            format!("the projects are: {}; `orgctl project create` creates another one", known.join(", "))
        };
        Failure::refused(format!("there is no project {project} in {target}; {hint}"))
    }
}

/// Returns `PREFIX-*` if all tables have a common prefix, or their names.
fn table_names_text(tables: &TableNames) -> String {
    let names =
        [&tables.projects, &tables.sessions, &tables.members, &tables.joinable, &tables.organizations];
    let distinct: BTreeSet<&str> = names.iter().map(|name| name.as_str()).collect();
    let prefix = common_prefix(&distinct);
    match prefix.rfind('-') {
        Some(end) => format!("{}-*", &prefix[..end]),
        None => distinct.into_iter().collect::<Vec<_>>().join(", "),
    }
}

fn common_prefix(names: &BTreeSet<&str>) -> String {
    let mut names = names.iter();
    let mut prefix = names.next().copied().unwrap_or_default();
    for name in names {
        let common = prefix.char_indices().zip(name.chars()).take_while(|((_, a), b)| a == b);
        prefix = &prefix[..common.map(|((at, a), _)| at + a.len_utf8()).last().unwrap_or_default()];
    }
    prefix.to_owned()
}
