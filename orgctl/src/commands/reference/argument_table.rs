//! Tables of arguments and options.

use std::fmt::Write;

use clap::{Arg, ArgAction, Command, builder::Str};

/// The arguments of a table.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Group {
    /// The options that every command accepts.
    Global,
    /// The arguments of one command.
    OfCommand,
}

/// Returns one table for each heading of the help, in its order.
pub fn argument_tables(command: &Command, group: Group) -> String {
    let is_global = group == Group::Global;
    let selected = |argument: &&Arg| {
        let is_builtin = ["help", "version"].contains(&argument.get_id().as_str());
        argument.is_global_set() == is_global && !argument.is_hide_set() && !is_builtin
    };
    let mut tables: Vec<(&str, String)> = Vec::new();
    for argument in command.get_arguments().filter(selected) {
        let kind = if argument.is_positional() { "Argument" } else { "Option" };
        let heading = argument.get_help_heading().unwrap_or(kind);
        match tables.iter_mut().find(|(existing, _)| *existing == heading) {
            Some((_, rows)) => rows.push_str(&row(argument)),
            None => tables.push((heading, row(argument))),
        }
    }
    tables.iter().fold(String::new(), |mut text, (heading, rows)| {
        let _ = write!(text, "\n| {heading} | meaning |\n|---|---|\n{rows}");
        text
    })
}

fn row(argument: &Arg) -> String {
    format!("| `{}` | {} |\n", name(argument), meaning(argument).replace('|', "\\|"))
}

/// Returns the option with its value, such as `-o, --output FORMAT`.
fn name(argument: &Arg) -> String {
    let short = argument.get_short().map(|short| format!("-{short}"));
    let long = argument.get_long().map(|long| format!("--{long}"));
    let flags: Vec<_> = short.into_iter().chain(long).collect();
    let takes_value = argument.get_action().takes_values();
    let values = argument.get_value_names().filter(|_| takes_value).unwrap_or_default();
    let values: Vec<&str> = values.iter().map(Str::as_str).collect();
    [flags.join(", "), values.join(" ")].join(" ").trim().to_owned()
}

fn meaning(argument: &Arg) -> String {
    let mut sentences = vec![argument.get_help().map(ToString::to_string).unwrap_or_default()];
    if argument.is_required_set() {
        sentences.push("Required".to_owned());
    }
    let is_repeatable = matches!(argument.get_action(), ArgAction::Append);
    if is_repeatable && !sentences[0].contains("repeatable") {
        sentences.push("Repeatable".to_owned());
    }
    if argument.get_action().takes_values() {
        sentences.extend(possible_values(argument));
        let defaults: Vec<_> =
            argument.get_default_values().iter().map(|value| value.to_string_lossy()).collect();
        sentences.extend((!defaults.is_empty()).then(|| format!("Default: `{}`", defaults.join(", "))));
    }
    sentences
        .extend(argument.get_env().map(|name| format!("Environment variable: `{}`", name.to_string_lossy())));
    sentences.join(". ")
}

fn possible_values(argument: &Arg) -> Option<String> {
    let described =
        argument.get_possible_values().into_iter().filter(|value| !value.is_hide_set()).map(|value| {
            let help = value.get_help().map(|help| format!(" ({help})")).unwrap_or_default();
            format!("`{}`{help}", value.get_name())
        });
    let described: Vec<_> = described.collect();
    (!described.is_empty()).then(|| format!("Values: {}", described.join(", ")))
}
