//! `orgctl`: the operator's command line.
//!
//! One file for each command under `commands`; what a command does stands in the library, which the function shares.

#![expect(clippy::doc_markdown, reason = "clap prints doc comments as help, backticks and all")]

mod cli;
mod commands;
mod connection;
mod context;
mod failure;
mod input;
mod lifetime;
mod named;
mod needed;
mod options;
mod output;
mod person;
mod stack_outputs;
mod tenant;

use std::process::ExitCode;

use clap::{CommandFactory, Parser};

use cli::Cli;

#[tokio::main]
async fn main() -> ExitCode {
    let Cli { global, command } = Cli::parse();
    match commands::run(command, global, Cli::command()).await {
        Ok(()) => ExitCode::SUCCESS,
        Err(failure) => failure.tell(),
    }
}
