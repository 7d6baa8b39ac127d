//! Help texts, shell completions and the command table of `docs/orgctl.md`.

use test_support::Orgctl;

#[tokio::test]
async fn completions_exist_for_every_shell() {
    for shell in ["bash", "elvish", "fish", "powershell", "zsh"] {
        let script = Orgctl::unconfigured().text(&["completions", shell]).await;
        assert!(script.contains("orgctl") && script.contains("tables"), "{shell}");
    }
}

/// Returns the names of the commands that a help text lists.
pub fn commands(help: &str) -> Vec<String> {
    let Some((_, listed)) = help.split_once("\nCommands:\n") else {
        return Vec::new();
    };
    let listed = listed.lines().take_while(|line| !line.is_empty());
    let names =
        listed.filter_map(|line| line.strip_prefix("  ")?.split(' ').next()).filter(|name| !name.is_empty());
    names.filter(|name| *name != "help").map(str::to_owned).collect()
}

/// Returns the words of every command that has no subcommands.
pub async fn leaf_commands() -> Vec<Vec<String>> {
    let (mut pending, mut leaves) = (vec![Vec::<String>::new()], Vec::new());
    while let Some(command) = pending.pop() {
        let arguments: Vec<&str> = command.iter().map(String::as_str).chain(["--help"]).collect();
        let subcommands = commands(&Orgctl::unconfigured().text(&arguments).await);
        if subcommands.is_empty() {
            leaves.push(command);
            continue;
        }
        pending.extend(subcommands.into_iter().map(|name| [command.clone(), vec![name]].concat()));
    }
    leaves
}

#[tokio::test]
async fn every_command_has_example_and_table_entry() {
    let page = include_str!("../../../docs/orgctl.md");
    let table = page.split_once("| command | what it does |").expect("the table").1;
    let table = table.split_once("\n\n").expect("its end").0;
    let (mut pending, mut leaves) = (vec![Vec::<String>::new()], 0);
    while let Some(command) = pending.pop() {
        let arguments: Vec<&str> = command.iter().map(String::as_str).chain(["--help"]).collect();
        let help = Orgctl::unconfigured().text(&arguments).await;
        let subcommands = commands(&help);
        if subcommands.is_empty() {
            leaves += 1;
            assert!(
                help.contains("Example") && help.contains("  orgctl ") || help.contains("| orgctl "),
                "{command:?}"
            );
            let last = command.last().expect("a name");
            assert!(
                table.contains(&format!("`{last}")) || table.contains(&format!(" {last}")),
                "{command:?}"
            );
        }
        pending.extend(subcommands.into_iter().map(|name| [command.clone(), vec![name]].concat()));
    }
    assert!(leaves > 25, "{leaves}");
}

#[tokio::test]
async fn help_lists_common_tasks() {
    let help = Orgctl::unconfigured().text(&["--help"]).await;
    for command in [
        "explain --email",
        "discover --email",
        "import --dry-run",
        "project rotate-secret",
        "session revoke",
        "ping",
        "check",
    ] {
        assert!(help.contains(&format!("  orgctl {command}")), "{command}: {help}");
    }
}
