//! `orgctl`: the command-line tool for operators.
//!
//! - `cli`, `global_options`: the top-level parser, and the options that every command accepts.
//! - `commands`: one module per command. Each reads its arguments, calls `org_discovery_admin` or `org_discovery`, and
//!   prints a report.
//! - `context`, `dynamodb_client`, `stack_outputs`: the tables, and the client for them.
//! - `input`, `output`, `failure`: files, stdin, stdout, stderr and exit codes.
//! - `resolve_names`, `tenant_argument`, `evaluated_session`, `entry_requirements`: arguments and texts that several
//!   commands share.
//!
//! The discovery rules, the table format and the importer are in the libraries that the function and the tests also
//! use.

#![expect(clippy::doc_markdown, reason = "clap prints doc comments as help text, including backticks")]

mod cli;
mod commands;
mod context;
mod dynamodb_client;
mod entry_requirements;
mod evaluated_session;
mod failure;
mod global_options;
mod input;
mod output;
mod resolve_names;
mod stack_outputs;
mod tenant_argument;

use std::process::ExitCode;

use clap::{CommandFactory, Parser, error::ContextValue};
use org_discovery_admin::terminal;

use cli::Cli;

#[tokio::main]
async fn main() -> ExitCode {
    let Cli { global, command } = match Cli::try_parse() {
        Ok(cli) => cli,
        Err(error) => return report_usage_error(&error),
    };
    match Box::pin(commands::run(command, global, Cli::command())).await {
        Ok(()) => ExitCode::SUCCESS,
        Err(failure) => failure.report(),
    }
}

/// Prints clap's error. If the error repeats an argument with control characters, the whole error is escaped into one
/// line, because line breaks in the argument look like clap's own.
fn report_usage_error(error: &clap::Error) -> ExitCode {
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
