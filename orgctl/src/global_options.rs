//! The options that every command accepts: output format, project, tables and AWS connection.

use std::path::PathBuf;

use clap::Args;
use org_discovery::{domain::ProjectId, settings, store::dynamodb::TableNames};

use crate::{aws::Endpoint, failure::Failure, output::OutputFormat, stack_outputs};

const CHANGES: &str = "Changes";
const OUTPUT: &str = "Output";
const AWS: &str = "AWS";

/// The options that every command accepts.
#[derive(Debug, Clone, Args)]
#[expect(clippy::struct_excessive_bools, reason = "each is one option of the command line")]
#[command(next_help_heading = "Project and tables")]
pub struct GlobalOptions {
    /// Report what a command would change, without changing it
    #[arg(long, global = true, help_heading = CHANGES)]
    pub dry_run: bool,

    /// Output format. Commands without a list print `ndjson` as JSON in one line
    #[arg(short, long, global = true, value_name = "FORMAT", value_enum, default_value_t, help_heading = OUTPUT)]
    pub output: OutputFormat,

    /// Do not print the changed tables and the progress; warnings and errors are printed
    #[arg(short, long, global = true, conflicts_with = "verbose", help_heading = OUTPUT)]
    pub quiet: bool,

    /// Print the causes of a failed call to AWS
    #[arg(short, long, global = true, help_heading = OUTPUT)]
    pub verbose: bool,

    /// Print no colors, as with the environment variable NO_COLOR
    #[arg(long, global = true, help_heading = OUTPUT)]
    pub no_color: bool,

    /// Project id, which is the stack parameter ProjectId. Commands that use the tables need it
    #[arg(long, global = true, value_name = "ID", env = "PROJECT_ID", hide_env_values = true, value_parser = ProjectId::parse)]
    pub project: Option<ProjectId>,

    /// Prefix of the table names: PREFIX-projects, PREFIX-sessions and so on. Without --table-prefix and
    /// --stack-outputs, the table names are read from the environment variables PROJECTS_TABLE, SESSIONS_TABLE,
    /// MEMBERS_TABLE, JOINABLE_TABLE and ORGANIZATIONS_TABLE
    #[arg(long, global = true, value_name = "PREFIX", env = "TABLE_PREFIX", hide_env_values = true)]
    pub table_prefix: Option<String>,

    /// File with the output of `aws cloudformation describe-stacks`, from which the table names are read. Takes
    /// precedence over --table-prefix
    #[arg(long, global = true, value_name = "FILE")]
    pub stack_outputs: Option<PathBuf>,

    /// DynamoDB endpoint [default: the Region's endpoint]
    #[arg(
        long,
        global = true,
        value_name = "URL",
        env = "AWS_ENDPOINT_URL_DYNAMODB",
        hide_env_values = true,
        value_parser = Endpoint::parse,
        help_heading = AWS
    )]
    endpoint_url: Option<Endpoint>,

    /// AWS profile [default: AWS_PROFILE, or the default profile]
    #[arg(long, global = true, value_name = "NAME", help_heading = AWS)]
    pub profile: Option<String>,

    /// AWS Region [default: AWS_REGION, or the Region of the profile]
    #[arg(long, global = true, value_name = "NAME", help_heading = AWS)]
    pub region: Option<String>,
}

impl GlobalOptions {
    pub fn endpoint(&self) -> &Endpoint {
        self.endpoint_url.as_ref().unwrap_or(&Endpoint::OfRegion)
    }

    /// Returns the project, or an error that names the option.
    pub fn required_project(&self) -> Result<&ProjectId, Failure> {
        let missing = || Failure::usage("no project given; use --project ID or set PROJECT_ID");
        self.project.as_ref().ok_or_else(missing)
    }

    /// Returns the table names from the stack outputs, the prefix or the environment, in this order.
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
                "no tables given; use --table-prefix or --stack-outputs, or set the table variables: {error}"
            ))
        })
    }
}
