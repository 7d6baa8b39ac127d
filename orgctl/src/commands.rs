//! The commands, one module each.

mod check;
mod completions;
mod cost;
mod discover;
mod explain;
mod export;
mod import;
mod member;
mod organization;
mod ping;
mod project;
mod reference;
mod session;
mod tables;

use clap::Subcommand;

use crate::{aws::FailedCalls, context::Context, failure::Failure, global_options::GlobalOptions};

#[derive(Debug, Subcommand)]
pub enum Command {
    /// Create the DynamoDB tables on a local endpoint, or show the tables of any deployment
    #[command(subcommand)]
    Tables(tables::Command),
    /// Create the project of a deployment, rotate its secret and manage its public keys
    #[command(subcommand)]
    Project(project::Command),
    /// Import organizations, Members and sessions from JSON files, such as saved responses of Stytch's API
    Import(import::Arguments),
    /// Export all organizations and Members, without sessions, as JSON that `import` accepts
    Export(export::Arguments),
    /// List, show, create, change or delete organizations
    #[command(subcommand)]
    Organization(organization::Command),
    /// List, show, create, change, delete, reactivate or erase Members
    #[command(subcommand)]
    Member(member::Command),
    /// List, show, create, exchange or revoke sessions
    #[command(subcommand)]
    Session(session::Command),
    /// List the organizations that the API returns for a stored session, or for an address and factors
    Discover(discover::Arguments),
    /// Explain why the API returns or omits an organization, rule by rule
    Explain(explain::Arguments),
    /// Check derived data (edges, counters, ids, slugs) for inconsistencies and optionally repair it
    Check(check::Arguments),
    /// Send test requests to a deployment, and report likely causes of failures
    Ping(ping::Arguments),
    /// Estimate the charges of AWS in a month, without calls
    Cost(cost::Arguments),
    /// Print a script with which a shell completes commands, options, organizations and Members
    Completions(completions::Arguments),
    /// Print docs/orgctl-reference.md
    #[command(hide = true)]
    Reference,
}

/// Runs a command. `cli` describes the whole command line, which `reference` needs.
pub async fn run(
    command: Command,
    global: GlobalOptions,
    calls: FailedCalls,
    cli: clap::Command,
) -> Result<(), Failure> {
    let in_project = Context::of_project(global.clone(), calls.clone());
    match command {
        Command::Tables(command) => tables::run(command, &Context::open(global, calls).await?).await,
        Command::Project(command) if command.needs_no_project() => {
            project::run(command, &Context::open(global, calls).await?).await
        }
        Command::Project(command) => project::run(command, &in_project.await?).await,
        Command::Import(arguments) => import::run(&arguments, &in_project.await?).await,
        Command::Export(_) => export::run(&in_project.await?).await,
        Command::Organization(command) => organization::run(command, &in_project.await?).await,
        Command::Member(command) => member::run(command, &in_project.await?).await,
        Command::Session(command) => session::run(command, &in_project.await?).await,
        Command::Discover(arguments) => discover::run(&arguments, &in_project.await?).await,
        Command::Explain(arguments) => explain::run(&arguments, &in_project.await?).await,
        Command::Check(arguments) => check::run(&arguments, &in_project.await?).await,
        Command::Ping(arguments) => ping::run(&arguments, &global).await,
        Command::Cost(arguments) => cost::run(&arguments, &global),
        Command::Completions(arguments) => completions::run(&arguments),
        Command::Reference => reference::run(cli),
    }
}
