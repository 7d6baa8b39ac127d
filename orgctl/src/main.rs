//! `orgctl`: the command-line tool for operators.
//!
//! - `cli`, `global_options`: the top-level parser, and the options that every command accepts.
//! - `commands`: one module per command. Each reads its arguments, calls `org_discovery_admin` or `org_discovery`, and
//!   prints a report.
//! - `completion`: completions for the operator's shell.
//! - `context`, `stack_outputs`: the project and the tables.
//! - `aws`: the clients, and the explanation of failed calls.
//! - `input`, `output`, `failure`: files, stdin, stdout, stderr and exit codes.
//! - `resolve_names`, `tenant_argument`, `evaluated_session`: arguments and texts that several
//!   commands share.
//!
//! The discovery rules, the table format and the importer are in the libraries that the function and the tests also
//! use.

#![expect(clippy::doc_markdown, reason = "clap prints doc comments as help text, including backticks")]

mod aws;
mod cli;
mod commands;
mod completion;
mod confirmation;
mod context;
mod edit;
mod evaluated_session;
mod failure;
mod global_options;
mod input;
mod outcome_text;
mod output;
mod paging;
mod resolve_names;
mod response_body;
mod shell_word;
mod stack_outputs;
mod tenant_argument;

use std::{env, process::ExitCode};

use clap::{CommandFactory, Parser, error::ContextValue};
use org_discovery_admin::terminal;

use aws::FailedCalls;
use cli::Cli;
use failure::ExitStatus;

fn main() -> ExitCode {
    completion::answer_shell();
    // Before the line is parsed, so that help and errors of the parser have no colors either.
    if env::args_os().take_while(|argument| argument != "--").any(|argument| argument == "--no-color") {
        output::disable_colors();
    }
    match Cli::try_parse() {
        Ok(cli) => run(cli),
        Err(error) => report_usage_error(&error),
    }
}

#[tokio::main]
async fn run(Cli { global, command }: Cli) -> ExitCode {
    let (failed_calls, verbose) = (FailedCalls::default(), global.verbose);
    let done = Box::pin(commands::run(command, global, failed_calls.clone(), Cli::command())).await;
    let status = done.map_or_else(|failure| failure.report(&failed_calls, verbose), |()| ExitStatus::Success);
    status.into()
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
    ExitStatus::Usage.into()
}
