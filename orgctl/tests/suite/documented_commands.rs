//! The `orgctl` commands of every documentation page exist, with the options that they name.

use std::{
    collections::BTreeMap,
    fs,
    path::{Path, PathBuf},
};

use test_support::Orgctl;

use crate::help::commands;

/// The command for contributors, which the help does not list.
const HIDDEN: &str = "reference";

/// Returns the Markdown files of a folder.
fn pages_in(folder: &Path) -> Vec<PathBuf> {
    let entries = fs::read_dir(folder).expect("a folder").map(|entry| entry.expect("an entry").path());
    entries.filter(|path| path.extension().is_some_and(|extension| extension == "md")).collect()
}

/// Returns every piece of text on a page that may be a command: code spans, and lines of code blocks.
fn code_of(page: &str) -> Vec<String> {
    let (mut code, mut in_block) = (Vec::new(), false);
    for line in page.lines() {
        if line.trim_start().starts_with("```") {
            in_block = !in_block;
        } else if in_block {
            code.extend(line.split('|').map(str::to_owned));
        } else {
            code.extend(
                line.split('`').skip(1).step_by(2).flat_map(|span| span.split('|')).map(str::to_owned),
            );
        }
    }
    code
}

/// Returns the arguments of an `orgctl` command, without a comment, or `None` for other text.
fn arguments_of(code: &str) -> Option<Vec<&str>> {
    let code = code.split(" # ").next()?.trim().trim_start_matches("$ ").trim_start_matches("cargo ");
    let arguments = code.strip_prefix("orgctl ")?;
    Some(arguments.split_whitespace().collect())
}

/// The help texts of commands by their path.
#[derive(Default)]
struct Help(BTreeMap<String, String>);

impl Help {
    async fn of(&mut self, path: &[&str]) -> String {
        let key = path.join(" ");
        if let Some(help) = self.0.get(&key) {
            return help.clone();
        }
        let help = Orgctl::unconfigured().text(&[path, &["--help"]].concat()).await;
        self.0.insert(key, help.clone());
        help
    }

    /// Returns the reason why a command does not exist.
    async fn problem_of(&mut self, arguments: &[&str]) -> Option<String> {
        let (mut path, mut follows_option) = (Vec::new(), false);
        for argument in arguments {
            let known = commands(&self.of(&path).await);
            if path.is_empty() && *argument == HIDDEN || known.iter().any(|name| name == argument) {
                path.push(*argument);
            } else if !argument.starts_with('-') && !follows_option && !known.is_empty() {
                return Some(format!("no command {argument}"));
            }
            follows_option = argument.starts_with('-');
        }
        let help = self.of(&path).await;
        let options = arguments.iter().filter(|argument| argument.starts_with("--"));
        let names = options.map(|option| option.split(['=', ',', '.']).next().unwrap_or(option));
        let mut unknown = names.filter(|name| *name != "--help" && !help.contains(*name));
        unknown.next().map(|name| format!("no option {name}"))
    }
}

#[tokio::test]
async fn documented_commands_exist() {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).parent().expect("the repository").to_owned();
    let folders = [
        ".",
        "docs",
        "docs/decisions",
        "examples/migrate",
        "examples/sdks",
        "examples/writers",
        "tests/clients",
        "benches",
        "fuzz",
    ];
    let (mut help, mut found) = (Help::default(), 0);
    for page in folders.iter().flat_map(|folder| pages_in(&root.join(folder))) {
        let text = fs::read_to_string(&page).expect("a page");
        for code in code_of(&text) {
            let Some(arguments) = arguments_of(&code) else {
                continue;
            };
            found += 1;
            let problem = help.problem_of(&arguments).await;
            assert_eq!(problem, None, "{}: orgctl {}", page.display(), arguments.join(" "));
        }
    }
    assert!(found > 40, "{found} commands");
}
