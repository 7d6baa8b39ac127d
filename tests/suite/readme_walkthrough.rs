//! The README's walk-through: each command is run as printed, and its output is compared with the printed one.

use std::{fmt::Write, process::Stdio};

use test_support::programs::program;
use tokio::process::Command;

use crate::readme::code;
use test_support::{TestApp, project_id};

/// What the README prints in place of something that is another each time.
const ELLIPSIS: char = '…';

/// A line that is typed, and the lines that come back.
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
            (None, None) => panic!("the walk-through begins with a command, not with {line}"),
        }
    }
    steps
}

/// Returns whether `line` matches the printed text, with any text in place of the ellipses.
fn is_printed(line: &str, printed: &str) -> bool {
    let mut rest = line;
    let mut parts = printed.split(ELLIPSIS);
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

/// Runs the commands in one shell, in the repository, and gives what each of them printed.
async fn run(steps: &[Step], port: u16) -> Vec<Vec<String>> {
    const MARK: &str = "-- next --";
    let programs = program("orgctl").parent().expect("a folder").display().to_string();
    let path = std::env::var("PATH").expect("a path");
    let mut script = String::new();
    for Step { command, .. } in steps {
        script += &command.replace("127.0.0.1:8000", &format!("127.0.0.1:{port}"));
        let _ = writeln!(script, "\necho '{MARK}'");
    }
    let mut shell = Command::new("sh");
    shell.args(["-c", &format!("exec 2>&1\n{script}")]).current_dir(env!("CARGO_MANIFEST_DIR"));
    shell.env_clear().env("PATH", format!("{programs}:{path}")).stdin(Stdio::null()).kill_on_drop(true);
    let output = shell.output().await.expect("a shell");
    let text = String::from_utf8(output.stdout).expect("text");
    text.split(&format!("{MARK}\n")).map(|printed| printed.lines().map(str::to_owned).collect()).collect()
}

#[tokio::test]
async fn walkthrough_commands_print_the_shown_output() {
    let app = TestApp::empty(project_id()).await;
    let steps = steps(code("### From an empty DynamoDB to an explained answer", "console"));
    assert!(steps.len() > 5, "there is something to walk through");
    let came = run(&steps, app.dynamodb_port).await;
    for (step, came) in steps.iter().zip(&came) {
        let same = step.printed.len() == came.len()
            && came.iter().zip(&step.printed).all(|(line, printed)| is_printed(line, printed));
        assert!(same, "$ {}\n{}", step.command, came.join("\n"));
    }
    assert_eq!(came.len(), steps.len() + 1, "every command ran");
}
