//! `orgctl reference`, which prints `docs/orgctl-reference.md`.

mod argument_table;
mod help_text;

use std::io::{self, Write};

use clap::Command;

use crate::failure::Failure;
use argument_table::{Group, argument_tables};
use help_text::{help_text, wrapped};

const INTRODUCTION: &str = "\
# orgctl reference

All commands, arguments and options of `orgctl`. [orgctl.md](orgctl.md) introduces them. The parser of the command line generates
this page:

```sh
cargo orgctl reference > docs/orgctl-reference.md
```
";

pub fn run(cli: Command) -> Result<(), Failure> {
    Ok(io::stdout().write_all(page(cli).as_bytes())?)
}

fn page(mut cli: Command) -> String {
    cli.build();
    let mut leaves = Vec::new();
    add_leaves(&cli, "orgctl", &mut leaves);
    let row = |(name, command): &(String, &Command)| {
        format!("| [`{name}`](#{}) | {} |\n", name.replace(' ', "-"), about(command))
    };
    let index: String = leaves.iter().map(row).collect();
    let options = argument_tables(&cli, Group::Global);
    let global_help = cli.get_after_help().map(|text| help_text(&text.to_string(), "##")).unwrap_or_default();
    let sections: String = leaves.iter().map(|(name, command)| section(name, command)).collect();
    format!(
        "{INTRODUCTION}\n## Commands\n\n| command | what it does |\n|---|---|\n{index}\n\
         ## Options of every command\n{options}{global_help}{sections}"
    )
}

/// Adds the commands that have no subcommands, in the order of the help.
fn add_leaves<'c>(command: &'c Command, name: &str, leaves: &mut Vec<(String, &'c Command)>) {
    let shown = |subcommand: &&Command| !subcommand.is_hide_set() && subcommand.get_name() != "help";
    let mut subcommands = command.get_subcommands().filter(shown).peekable();
    if subcommands.peek().is_none() {
        leaves.push((name.to_owned(), command));
        return;
    }
    for subcommand in subcommands {
        add_leaves(subcommand, &format!("{name} {}", subcommand.get_name()), leaves);
    }
}

fn section(name: &str, command: &Command) -> String {
    let usage = command.clone().render_usage().to_string();
    let usage = usage.trim_start_matches("Usage: ").lines().map(str::trim).collect::<Vec<_>>().join(" ");
    let help = command.get_after_help().map(|text| help_text(&text.to_string(), "###")).unwrap_or_default();
    format!(
        "\n## {name}\n\n{}\n\n```text\n{usage}\n```\n{}{help}",
        wrapped(&format!("{}.", about(command))),
        argument_tables(command, Group::OfCommand)
    )
}

fn about(command: &Command) -> String {
    command.get_about().map(ToString::to_string).unwrap_or_default()
}
