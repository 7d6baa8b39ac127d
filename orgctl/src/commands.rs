//! The commands, one file each.

mod check;
mod completions;
mod discover;
mod explain;
mod export;
mod import;
mod member;
mod organization;
mod ping;
mod project;
mod session;
mod tables;

use clap::Subcommand;

use crate::{context::Context, failure::Failure, global_options::GlobalOptions};

#[derive(Debug, Subcommand)]
pub enum Command {
    /// Create the tables on a local engine, or show how they stand
    #[command(subcommand)]
    Tables(tables::Command),
    /// The project's secrets and keys
    #[command(subcommand)]
    Project(project::Command),
    /// Check data in files and write it into the tables
    Import(import::Arguments),
    /// Print all organizations and Members, as import takes them
    Export(export::Arguments),
    /// One organization
    #[command(subcommand)]
    Organization(organization::Command),
    /// One Member
    #[command(subcommand)]
    Member(member::Command),
    /// Make, show and revoke sessions
    #[command(subcommand)]
    Session(session::Command),
    /// Answer as the function would, for a session or for one that never existed
    Discover(discover::Arguments),
    /// Say which organizations a person sees and which not, and why
    Explain(explain::Arguments),
    /// Hold the tables against each other, and mend what is not as it follows from the rest
    Check(check::Arguments),
    /// Try whether a deployment answers as it must, and say in words what is wrong
    Ping(ping::Arguments),
    /// Print a script that completes orgctl's commands in a shell
    Completions(completions::Arguments),
}

/// Runs one command. `whole` is the command line, for completions.
pub async fn run(command: Command, global: GlobalOptions, whole: clap::Command) -> Result<(), Failure> {
    match command {
        Command::Tables(command) => tables::run(command, &Context::open(global).await?).await,
        Command::Project(command) => project::run(command, &Context::open(global).await?).await,
        Command::Import(arguments) => import::run(&arguments, &Context::open(global).await?).await,
        Command::Export(export::Arguments {}) => export::run(&Context::open(global).await?).await,
        Command::Organization(command) => organization::run(command, &Context::open(global).await?).await,
        Command::Member(command) => member::run(command, &Context::open(global).await?).await,
        Command::Session(command) => session::run(command, &Context::open(global).await?).await,
        Command::Discover(arguments) => discover::run(&arguments, &Context::open(global).await?).await,
        Command::Explain(arguments) => explain::run(&arguments, &Context::open(global).await?).await,
        Command::Check(arguments) => check::run(&arguments, &Context::open(global).await?).await,
        Command::Ping(arguments) => ping::run(&arguments, &global).await,
        Command::Completions(arguments) => completions::run(&arguments, whole),
    }
}
