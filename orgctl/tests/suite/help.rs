//! The version, the help texts, the reference, and the command table of `docs/orgctl.md`.

use org_discovery::version::COMMIT;
use test_support::Orgctl;

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

/// Returns the path of every command that the help texts list, the program itself included.
pub async fn every_command() -> Vec<Vec<String>> {
    let (mut pending, mut found) = (vec![Vec::new()], Vec::new());
    while let Some(command) = pending.pop() {
        let help = help_of(&command, &Orgctl::unconfigured()).await;
        pending.extend(commands(&help).into_iter().map(|name| [command.clone(), vec![name]].concat()));
        found.push(command);
    }
    found
}

fn help_arguments(command: &[String]) -> Vec<&str> {
    command.iter().map(String::as_str).chain(["--help"]).collect()
}

async fn help_of(command: &[String], orgctl: &Orgctl) -> String {
    orgctl.text(&help_arguments(command)).await
}

#[tokio::test]
async fn every_command_has_examples_and_table_entry() {
    let page = include_str!("../../../docs/orgctl.md");
    let table = page.split_once("| command | what it does |").expect("the table").1;
    let table = table.split_once("\n\n").expect("its end").0;
    let mut leaves = 0;
    for command in every_command().await {
        let help = help_of(&command, &Orgctl::unconfigured()).await;
        if !commands(&help).is_empty() {
            continue;
        }
        leaves += 1;
        assert!(help.contains("\nExamples:\n  "), "{command:?}");
        let last = command.last().expect("a name");
        assert!(table.contains(&format!("`{last}")) || table.contains(&format!(" {last}")), "{command:?}");
    }
    assert!(leaves > 30, "{leaves}");
}

#[tokio::test]
async fn help_lists_common_tasks_and_exit_codes() {
    let help = Orgctl::unconfigured().text(&["--help"]).await;
    for text in [
        "  orgctl explain --email",
        "  orgctl discover --email",
        "  orgctl organization list",
        "  orgctl import --dry-run",
        "  orgctl project rotate-secret",
        "  orgctl session revoke",
        "  orgctl ping",
        "  orgctl check",
        "\n  130  interrupted",
        "\n  TABLE_PREFIX ",
    ] {
        assert!(help.contains(text), "{text}: {help}");
    }
}

/// The lines of the usage are not wrapped by the parser, nor are single words such as URLs.
fn is_wrappable(line: &str) -> bool {
    !line.starts_with("Usage: ") && line.trim().contains(' ')
}

#[tokio::test]
async fn help_fits_width_of_terminal() {
    for command in every_command().await {
        let wide = help_of(&command, &Orgctl::unconfigured().with("COLUMNS", "200")).await;
        let narrow = Orgctl::unconfigured().on_terminal_of_width(60, &help_arguments(&command)).await;
        for (help, width) in [(wide, 100), (narrow, 60)] {
            let mut lines = help.lines().filter(|line| is_wrappable(line));
            let long = lines.find(|line| line.chars().count() > width);
            assert_eq!(long, None, "{command:?} at {width} columns");
        }
    }
}

#[tokio::test]
async fn options_of_command_precede_common_options() {
    for command in every_command().await {
        let help = help_of(&command, &Orgctl::unconfigured()).await;
        let headings: Vec<_> =
            help.lines().filter(|line| line.ends_with(':') && !line.starts_with(' ')).collect();
        let common =
            headings.windows(3).position(|headings| headings == ["Output:", "Project and tables:", "AWS:"]);
        let common = common.unwrap_or_else(|| panic!("{command:?}: {headings:?}"));
        assert!(headings[..common].contains(&"Options:"), "{command:?}: {headings:?}");
        assert!(
            headings[common + 3..].iter().all(|heading| !help_is_of_options(&help, heading)),
            "{command:?}"
        );
    }
}

fn help_is_of_options(help: &str, heading: &str) -> bool {
    let after = help.split_once(&format!("\n{heading}\n")).expect("the heading").1;
    after.trim_start().starts_with("--")
}

#[tokio::test]
async fn version_names_commit_and_schema() {
    let version = Orgctl::unconfigured().run(&["--version"]).await;
    let expected = format!("orgctl {} (commit {COMMIT}, schema 1)\n", env!("CARGO_PKG_VERSION"));
    assert_eq!((version.code, version.stdout), (Some(0), expected));
}

#[tokio::test]
async fn reference_page_is_generated() {
    let generated = Orgctl::unconfigured().run(&["reference"]).await;
    assert_eq!((generated.code, generated.stderr.as_str()), (Some(0), ""));
    assert!(
        generated.stdout == include_str!("../../../docs/orgctl-reference.md"),
        "docs/orgctl-reference.md differs from the parser; run: cargo orgctl reference > \
         docs/orgctl-reference.md"
    );
}

#[tokio::test]
async fn reference_describes_every_command() {
    let page = Orgctl::unconfigured().run(&["reference"]).await.stdout;
    for command in every_command().await {
        let help = help_of(&command, &Orgctl::unconfigured()).await;
        if commands(&help).is_empty() {
            assert!(page.contains(&format!("\n## orgctl {}\n", command.join(" "))), "{command:?}");
        }
        for option in help.lines().filter_map(|line| line.trim_start().strip_prefix("--")) {
            let name = option.split(' ').next().expect("a name");
            assert!(page.contains(&format!("--{name}")), "{command:?}: {option}");
        }
    }
}
