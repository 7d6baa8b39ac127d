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
mod named;
mod needed;
mod options;
mod output;
mod person;
mod stack_outputs;
mod tenant;

use std::process::ExitCode;

use clap::{CommandFactory, Parser, error::ContextValue};
use org_discovery_admin::terminal;

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

/// Prints clap's error. Where it repeats an argument with control characters, the whole is escaped into one line: line
/// breaks of the argument and of clap cannot be told apart.
fn misused(error: &clap::Error) -> ExitCode {
    let is_unsafe = |text: &String| text.chars().any(terminal::is_unsafe);
    let repeats_unsafe_text = error.context().any(|(_, value)| match value {
        ContextValue::String(text) => is_unsafe(text),
        ContextValue::Strings(texts) => texts.iter().any(is_unsafe),
        _ => false,
    });
    if !repeats_unsafe_text {
        error.exit();
    }
    eprintln!("{}", terminal::escape(error.render().to_string().trim_end()));
    ExitCode::from(2)
}
