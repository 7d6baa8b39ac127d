//! The options of every command: output format, project, tables and AWS connection.

use std::path::PathBuf;

use clap::Args;
use org_discovery::{domain::ProjectId, settings, store::dynamodb::TableNames};

use crate::{failure::Failure, output::OutputFormat, stack_outputs};

/// The options of every command.
#[derive(Debug, Clone, Args)]
#[command(next_help_heading = "Where the data is, and how to speak")]
pub struct GlobalOptions {
    /// For people, or for programs
    #[arg(long, global = true, value_enum, default_value_t)]
    pub output: OutputFormat,

    /// The project whose data it is
    #[arg(long, global = true, value_name = "ID", env = "PROJECT_ID", hide_env_values = true, value_parser = ProjectId::parse)]
    pub project: Option<ProjectId>,

    /// The tables are PREFIX-projects, PREFIX-sessions and so on. Without it and --stack-outputs, the function's own
    /// variables name them: PROJECTS_TABLE, SESSIONS_TABLE, MEMBERS_TABLE, JOINABLE_TABLE, ORGANIZATIONS_TABLE
    #[arg(long, global = true, value_name = "PREFIX", env = "TABLE_PREFIX", hide_env_values = true)]
    pub table_prefix: Option<String>,

    /// What `aws cloudformation describe-stacks` says of the stack, which names the tables
    #[arg(long, global = true, value_name = "FILE")]
    pub stack_outputs: Option<PathBuf>,

    /// Another engine than the Region's own DynamoDB
    #[arg(
        long,
        global = true,
        value_name = "URL",
        env = "AWS_ENDPOINT_URL_DYNAMODB",
        hide_env_values = true
    )]
    pub endpoint_url: Option<String>,

    /// A profile of the AWS configuration
    #[arg(long, global = true, value_name = "NAME")]
    pub profile: Option<String>,

    /// The AWS Region
    #[arg(long, global = true, value_name = "NAME")]
    pub region: Option<String>,
}

impl GlobalOptions {
    /// Returns the table names of the stack, of the prefix, or of the environment.
    pub fn table_names(&self) -> Result<TableNames, Failure> {
        if let Some(file) = &self.stack_outputs {
            return stack_outputs::table_names(file);
        }
        let prefix = self.table_prefix.as_deref().filter(|prefix| !prefix.is_empty());
        if let Some(prefix) = prefix {
            return Ok(TableNames::with_prefix(prefix));
        }
        settings::table_names(|name| std::env::var(name).ok()).map_err(|error| {
            Failure::usage(format!(
                "which tables? Give --table-prefix or --stack-outputs, or complete the environment: {error}"
            ))
        })
    }
}
