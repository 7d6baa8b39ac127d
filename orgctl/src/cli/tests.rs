//! The examples of the help texts are valid commands.

use clap::{Command, CommandFactory, Parser};

use super::Cli;

/// The value of the variable in the examples.
const KEY_ARN: &str = "arn:aws:kms:eu-central-1:111122223333:key/1234abcd-12ab-34cd-56ef-1234567890ab";

/// Returns every command, with its path.
fn every_command(command: &Command, path: &str) -> Vec<(String, Command)> {
    let path = format!("{path} {}", command.get_name()).trim().to_owned();
    let subcommands = command.get_subcommands().filter(|subcommand| subcommand.get_name() != "help");
    let nested = subcommands.flat_map(|subcommand| every_command(subcommand, &path));
    [(path.clone(), command.clone())].into_iter().chain(nested).collect()
}

fn after_help(command: &Command) -> String {
    command.get_after_help().map(ToString::to_string).unwrap_or_default()
}

/// Returns the words of each `orgctl` command of a help text. Ids that end in `…` and the variable `$KEY_ARN` are completed.
fn examples(help: &str) -> Vec<Vec<String>> {
    let lines = help.lines().filter(|line| line.starts_with("  ")).map(str::trim);
    lines.flat_map(commands_of).collect()
}

/// Returns the words of the `orgctl` commands of a pipeline, without redirections.
fn commands_of(line: &str) -> Vec<Vec<String>> {
    // A process substitution is read like a pipeline.
    let line = line.replace("<(", "| ").replace(')', " ");
    let line = line.replace('…', "11111111-2222-4333-8444-555555555555").replace("$KEY_ARN", KEY_ARN);
    let words = shlex::split(&line).unwrap_or_default();
    let commands = words.split(|word| word == "|").map(|command| {
        let words = command.iter().skip_while(|word| *word != "orgctl");
        words.take_while(|word| !["<", ">", ">>"].contains(&word.as_str())).cloned().collect::<Vec<_>>()
    });
    commands.filter(|words| words.first().is_some_and(|word| word == "orgctl")).collect()
}

#[test]
fn examples_are_valid_commands() {
    let mut count = 0;
    for (path, command) in every_command(&Cli::command(), "") {
        for words in examples(&after_help(&command)) {
            count += 1;
            let problem = Cli::try_parse_from(&words).err().map(|error| error.to_string());
            assert_eq!(problem, None, "{path}: {words:?}");
        }
    }
    assert!(count > 60, "{count} examples");
}

#[test]
fn every_command_has_two_of_its_own_examples() {
    for (path, command) in every_command(&Cli::command(), "") {
        if command.has_subcommands() || command.is_hide_set() {
            continue;
        }
        let help = after_help(&command);
        assert!(help.starts_with("Examples:\n"), "{path}: {help}");
        let names: Vec<_> = path.split(' ').skip(1).collect();
        let is_of_command =
            |words: &&Vec<String>| names.iter().all(|name| words.iter().any(|word| word == name));
        let own = examples(&help).iter().filter(is_of_command).count();
        assert!(own >= 2, "{path} has {own} examples");
    }
}

#[test]
fn lines_after_options_need_no_wrapping() {
    for (path, command) in every_command(&Cli::command(), "") {
        let help = after_help(&command);
        let long = help.lines().find(|line| line.chars().count() > 100);
        assert_eq!(long, None, "{path}");
    }
}

/// The names of the arguments that select the same thing in several commands: value, and options or positional argument.
const NAMES: [(&str, &[&str]); 4] = [
    ("ORGANIZATION", &["--organization", "--hint", ""]),
    ("MEMBER", &["--member", ""]),
    ("ADDRESS", &["--email"]),
    ("KEY_ARN", &["--kms"]),
];

#[test]
fn things_have_one_name_in_all_commands() {
    for (path, command) in every_command(&Cli::command(), "") {
        for argument in command.get_arguments() {
            let option = argument.get_long().map(|long| format!("--{long}")).unwrap_or_default();
            let value =
                argument.get_value_names().and_then(|names| names.first()).map_or("", |name| name.as_str());
            for (name, options) in NAMES {
                let is_named = options.contains(&option.as_str()) && !option.is_empty();
                assert!(!is_named || value == name, "{path} {option} {value}");
                assert!(value != name || options.contains(&option.as_str()), "{path} {option} {value}");
            }
            let reads_token = option.contains("token");
            assert!(!reads_token || option == "--token-stdin", "{path} {option}");
        }
    }
}

#[test]
fn redirections_and_pipelines_are_split() {
    for (line, expected) in [
        ("SECRET=$(cat secret.txt) orgctl ping URL < token.txt", vec![vec!["orgctl", "ping", "URL"]]),
        (
            "orgctl member get a | jq '.x | 1' | orgctl member put -",
            vec![vec!["orgctl", "member", "get", "a"], vec!["orgctl", "member", "put", "-"]],
        ),
        ("source <(orgctl completions bash)", vec![vec!["orgctl", "completions", "bash"]]),
        ("export PROJECT_ID=x", vec![]),
    ] {
        assert_eq!(commands_of(line), expected, "{line}");
    }
}
