//! The command line with a completer for each argument whose values are stored somewhere.

use std::{ffi::OsStr, sync::Arc};

use clap::{Arg, Command, CommandFactory};
use clap_complete::{ArgValueCompleter, CompletionCandidate};

use super::{
    command_line::CommandLine,
    stored::{self, Kind},
};
use crate::cli::Cli;

/// Returns the command line for the completion of `line`.
pub fn command(line: &CommandLine) -> Command {
    with_completers(Cli::command(), &Arc::new(line.clone()))
}

fn with_completers(command: Command, line: &Arc<CommandLine>) -> Command {
    let command = command.mut_args(|argument| match kind_of(&argument) {
        Some(kind) => argument.add(completer(kind, Arc::clone(line))),
        None => argument,
    });
    command.mut_subcommands(|subcommand| with_completers(subcommand, line))
}

/// Returns the kind of an argument's values. Each kind has one name in all commands.
fn kind_of(argument: &Arg) -> Option<Kind> {
    let name = argument.get_value_names()?.first()?;
    match (name.as_str(), argument.get_long()) {
        ("ORGANIZATION", _) => Some(Kind::Organization),
        ("MEMBER", _) => Some(Kind::Member),
        (_, Some("project")) => Some(Kind::Project),
        (_, Some("profile")) => Some(Kind::Profile),
        _ => None,
    }
}

fn completer(kind: Kind, line: Arc<CommandLine>) -> ArgValueCompleter {
    ArgValueCompleter::new(move |typed: &OsStr| -> Vec<CompletionCandidate> {
        match typed.to_str() {
            // An option, because no value begins with a hyphen.
            None => Vec::new(),
            Some(typed) if typed.starts_with('-') => Vec::new(),
            Some(typed) => stored::candidates(kind, typed, &line),
        }
    })
}
