//! Completions that are read from the tables and from the AWS configuration files.

use std::{pin::pin, time::Duration};

use aws_sdk_dynamodb::{Client, config::retry::RetryConfig};
use clap_complete::CompletionCandidate;
use futures_util::{Stream, StreamExt};
use org_discovery::{
    domain::{Member, Organization, OrganizationId},
    store::{StoreError, dynamodb::TableNames},
};
use org_discovery_admin::{ProjectReader, projects::list_projects};
use tokio::{runtime::Builder, time::timeout};

use super::{candidate::candidate, command_line::CommandLine};
use crate::aws::{self, FailedCalls, Writes};

/// The time after which a completion returns what it has read.
pub const DEADLINE: Duration = Duration::from_millis(1500);
/// The number of records that a completion reads.
const MAX_RECORDS: usize = 1000;

/// The kind of the completed values.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Kind {
    Organization,
    /// Members of the organization that the line names.
    Member,
    Project,
    Profile,
}

/// Returns the values that begin with `typed`, in alphabetical order. A failure ends the list.
pub fn candidates(kind: Kind, typed: &str, line: &CommandLine) -> Vec<CompletionCandidate> {
    let Ok(runtime) = Builder::new_current_thread().enable_all().build() else {
        return Vec::new();
    };
    let mut found = Vec::new();
    let _ = runtime.block_on(async { timeout(DEADLINE, collect(kind, typed, line, &mut found)).await });
    // A name that the system still resolves must not delay the answer.
    runtime.shutdown_background();
    found.sort();
    found
}

/// Adds the candidates as they are read. Returns `None` after a failure.
async fn collect(
    kind: Kind,
    typed: &str,
    line: &CommandLine,
    found: &mut Vec<CompletionCandidate>,
) -> Option<()> {
    match kind {
        Kind::Organization => {
            let every = reader(line).await?.all_organizations().into_stream();
            add(every, |organization| organization_candidate(organization, typed), found).await;
            Some(())
        }
        Kind::Member => members(typed, line, found).await,
        Kind::Project => {
            let (client, tables) = connect(line, "--project").await?;
            let projects = list_projects(&client, &tables).await.ok()?;
            found.extend(projects.iter().filter_map(|project| candidate(&[&project.id], typed, "")));
            Some(())
        }
        Kind::Profile => {
            let names = aws::profile_names().await.ok()?;
            found.extend(names.iter().filter_map(|name| candidate(&[name], typed, "")));
            Some(())
        }
    }
}

fn organization_candidate(organization: &Organization, typed: &str) -> Option<CompletionCandidate> {
    let Organization { organization_id, organization_slug, organization_name, .. } = organization;
    candidate(&[organization_slug, organization_id.as_str()], typed, organization_name)
}

async fn members(typed: &str, line: &CommandLine, found: &mut Vec<CompletionCandidate>) -> Option<()> {
    let organization = line.value_of("--organization")?;
    let reader = reader(line).await?;
    let id = match reader.organization_of_slug(organization).await.ok()? {
        Some(id) => id,
        None => OrganizationId::parse(organization).ok()?,
    };
    let every = reader.members_of(&id, None).into_stream();
    add(every, |member| member_candidate(member, typed), found).await;
    Some(())
}

/// Adds the candidates of records. Damaged records are left out, and another failure ends the list.
async fn add<T>(
    records: impl Stream<Item = Result<T, StoreError>>,
    candidate: impl Fn(&T) -> Option<CompletionCandidate>,
    found: &mut Vec<CompletionCandidate>,
) {
    let mut records = pin!(records.take(MAX_RECORDS));
    while let Some(record) = records.next().await {
        match record {
            Ok(record) => found.extend(candidate(&record)),
            Err(StoreError::Damaged { .. }) => {}
            Err(_) => break,
        }
    }
}

fn member_candidate(member: &Member, typed: &str) -> Option<CompletionCandidate> {
    let Member { member_id, email_address, name, status, .. } = member;
    let help = format!("{name} ({})", serde_json::to_value(status).ok()?.as_str()?);
    candidate(&[email_address.as_str(), member_id.as_str()], typed, help.trim())
}

async fn reader(line: &CommandLine) -> Option<ProjectReader> {
    let project = line.connection("")?.project?;
    let (client, tables) = connect(line, "").await?;
    Some(ProjectReader::new(client, tables, project))
}

/// Returns a client that does not repeat failed calls, and writes nothing.
async fn connect(line: &CommandLine, incomplete: &str) -> Option<(Client, TableNames)> {
    let options = line.connection(incomplete)?;
    let tables = options.table_names().ok()?;
    let clients = aws::connect(&options, FailedCalls::default(), Writes::Skip).await.ok()?;
    let config = clients.dynamodb.config().to_builder().retry_config(RetryConfig::disabled()).build();
    Some((Client::from_conf(config), tables))
}
