//! The walk-through in `docs/orgctl.md`: runs each command as printed, and compares its output with the printed output.

use std::{fmt::Write, process::Stdio};

use test_support::programs::program;
use tokio::process::Command;

use super::code_block;
use test_support::{TestApp, project_id};

/// The placeholder for text that differs in each run.
const PLACEHOLDER: char = '…';

/// A command and its output.
struct Step {
    command: String,
    printed: Vec<String>,
}

fn steps(block: &str) -> Vec<Step> {
    let mut steps: Vec<Step> = Vec::new();
    for line in block.lines() {
        match (line.strip_prefix("$ "), steps.last_mut()) {
            (Some(command), _) => steps.push(Step { command: command.to_owned(), printed: Vec::new() }),
            (None, Some(step)) => step.printed.push(line.to_owned()),
            (None, None) => panic!("expected a command first, found {line}"),
        }
    }
    steps
}

/// Returns true if `line` matches `printed`, with any text in place of each placeholder.
pub(super) fn is_printed(line: &str, printed: &str) -> bool {
    let mut rest = line;
    let mut parts = printed.split(PLACEHOLDER);
    let Some(after) = parts.next().and_then(|first| rest.strip_prefix(first)) else {
        return false;
    };
    rest = after;
    for part in parts {
        let Some(at) = rest.rfind(part) else {
            return false;
        };
        rest = &rest[at + part.len()..];
    }
    rest.is_empty()
}

/// Runs the commands in one shell at the root of the repository, and returns the output of each.
async fn run(steps: &[Step], port: u16) -> Vec<Vec<String>> {
    const SEPARATOR: &str = "-- next --";
    let programs = program("orgctl").parent().expect("a folder").display().to_string();
    let path = std::env::var("PATH").expect("a path");
    let mut script = String::new();
    for Step { command, .. } in steps {
        script += &command.replace("127.0.0.1:8000", &format!("127.0.0.1:{port}"));
        let _ = writeln!(script, "\necho '{SEPARATOR}'");
    }
    let mut shell = Command::new("sh");
    shell.args(["-c", &format!("exec 2>&1\n{script}")]).current_dir(env!("CARGO_MANIFEST_DIR"));
    shell.env_clear().env("PATH", format!("{programs}:{path}")).stdin(Stdio::null()).kill_on_drop(true);
    let output = shell.output().await.expect("a shell");
    let text = String::from_utf8(output.stdout).expect("text");
    let text = text.replace(&format!("127.0.0.1:{port}"), "127.0.0.1:8000");
    text.split(&format!("{SEPARATOR}\n"))
        .map(|printed| printed.lines().map(str::to_owned).collect())
        .collect()
}

#[tokio::test]
async fn walkthrough_commands_print_the_shown_output() {
    let app = TestApp::empty(project_id()).await;
    let page = include_str!("../../../docs/orgctl.md");
    let steps = steps(code_block(page, "## From empty tables to an explained response", "console"));
    assert!(steps.len() > 5, "a walk-through of several commands");
    let outputs = run(&steps, app.dynamodb_port).await;
    for (step, output) in steps.iter().zip(&outputs) {
        let matches = step.printed.len() == output.len()
            && output.iter().zip(&step.printed).all(|(line, printed)| is_printed(line, printed));
        assert!(matches, "$ {}\n{}", step.command, output.join("\n"));
    }
    assert_eq!(outputs.len(), steps.len() + 1, "every command ran");
}
