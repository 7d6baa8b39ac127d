//! The program as a child process.

#[cfg(unix)]
mod terminal;

use std::{process::Stdio, time::Duration};

use serde_json::Value;
use tokio::{
    io::AsyncWriteExt,
    process::{Child, Command},
    time::timeout,
};

use crate::{TestApp, programs::program};

/// Nothing that a test asks of the program takes nearly as long, except where it says so.
const PATIENCE: Duration = Duration::from_mins(1);

/// The program, with what it needs to find a test's tables.
pub struct Orgctl {
    environment: Vec<(&'static str, String)>,
}

/// The exit code and output of the program.
#[derive(Debug, PartialEq, Eq)]
pub struct Ended {
    pub code: Option<i32>,
    pub stdout: String,
    pub stderr: String,
}

impl Orgctl {
    /// The program on the tables of `app`.
    pub fn on(app: &TestApp) -> Self {
        let environment = vec![
            ("AWS_ENDPOINT_URL_DYNAMODB", format!("http://127.0.0.1:{}", app.dynamodb_port)),
            ("TABLE_PREFIX", app.table_prefix()),
            ("PROJECT_ID", app.writer.project_id().to_string()),
        ];
        Self { environment }
    }

    /// The program with nothing set.
    pub fn lost() -> Self {
        Self { environment: Vec::new() }
    }

    /// The same with one more variable.
    pub fn with(mut self, name: &'static str, value: &str) -> Self {
        self.environment.retain(|(set, _)| *set != name);
        self.environment.push((name, value.to_owned()));
        self
    }

    /// The same without a variable.
    pub fn without(mut self, name: &str) -> Self {
        self.environment.retain(|(set, _)| *set != name);
        self
    }

    /// Runs the program with exactly these arguments, and nothing on its standard input.
    pub async fn run(&self, arguments: &[&str]) -> Ended {
        self.run_with(arguments, "").await
    }

    /// Runs the program with exactly these arguments and this standard input.
    pub async fn run_with(&self, arguments: &[&str], stdin: &str) -> Ended {
        let mut child = self.spawn(arguments);
        let mut pipe = child.stdin.take().expect("a pipe");
        let input = stdin.to_owned();
        // A program that has read enough closes the pipe; that is no failure of the test.
        tokio::spawn(async move { pipe.write_all(input.as_bytes()).await.ok() });
        let output = timeout(PATIENCE, child.wait_with_output()).await.expect("it ended in time");
        let output = output.expect("a process");
        let text = |bytes| String::from_utf8(bytes).expect("text");
        Ended { code: output.status.code(), stdout: text(output.stdout), stderr: text(output.stderr) }
    }

    /// Starts the program.
    pub fn spawn(&self, arguments: &[&str]) -> Child {
        self.spawn_to(arguments, Stdio::piped())
    }

    /// Starts the program with this standard output.
    pub fn spawn_to(&self, arguments: &[&str], stdout: Stdio) -> Child {
        let mut command = Command::new(program("orgctl"));
        command.args(arguments).env_clear().envs(self.environment.iter().cloned()).kill_on_drop(true);
        command.stdin(Stdio::piped()).stdout(stdout).stderr(Stdio::piped());
        command.spawn().expect("a process")
    }

    /// Runs the program with `--output json`; it must succeed, and say nothing on standard error.
    pub async fn json(&self, arguments: &[&str]) -> Value {
        let ended = self.run(&[&["--output", "json"], arguments].concat()).await;
        assert_eq!((ended.code, ended.stderr.as_str()), (Some(0), ""), "{arguments:?}");
        serde_json::from_str(&ended.stdout).expect("JSON")
    }

    /// Runs the program for people; it must succeed, and say nothing on standard error.
    pub async fn text(&self, arguments: &[&str]) -> String {
        let ended = self.run(arguments).await;
        assert_eq!((ended.code, ended.stderr.as_str()), (Some(0), ""), "{arguments:?}");
        ended.stdout
    }

    /// Runs the program, which must refuse (exit code 1) with nothing on standard output; gives what it says.
    pub async fn refusal(&self, arguments: &[&str]) -> String {
        let ended = self.run(arguments).await;
        assert_eq!((ended.code, ended.stdout.as_str()), (Some(1), ""), "{arguments:?}");
        ended.stderr
    }
}
