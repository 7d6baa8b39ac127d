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
use org_discovery::terminal;

use cli::Cli;

#[tokio::main]
async fn main() -> ExitCode {
    let Cli { global, command } = match Cli::try_parse() {
        Ok(cli) => cli,
        Err(error) => return misused(&error),
    };
    match commands::run(command, global, Cli::command()).await {
        Ok(()) => ExitCode::SUCCESS,
        Err(failure) => failure.tell(),
    }
}

/// Prints what clap has to say. An argument that it repeats can hold control characters, and is escaped then.
fn misused(error: &clap::Error) -> ExitCode {
    let plain = error.render().to_string();
    if !plain.chars().any(|character| character != '\n' && terminal::is_unsafe(character)) {
        error.exit();
    }
    for line in plain.lines() {
        eprintln!("{}", terminal::escape(line));
    }
    ExitCode::from(2)
}
