//! The commands, one file each.

mod completions;
mod tables;

use clap::Subcommand;

use crate::{context::Context, failure::Failure, options::Global};

#[derive(Debug, Subcommand)]
pub enum Command {
    /// Create the tables on a local engine, or show how they stand
    #[command(subcommand)]
    Tables(tables::Command),
    /// Print a script that completes orgctl's commands in a shell
    Completions(completions::Arguments),
}

/// Runs one command to its end.
pub async fn run(command: Command, global: Global) -> Result<(), Failure> {
    match command {
        Command::Tables(command) => tables::run(command, &Context::open(global).await?).await,
        Command::Completions(arguments) => completions::run(&arguments),
    }
}
