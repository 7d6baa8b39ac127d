//! `orgctl` as a child process.

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

/// The time limit for a run of the program. It is far above the time that any run takes.
const TIMEOUT: Duration = Duration::from_mins(1);

/// The `orgctl` program with the environment variables that it is started with.
#[derive(Clone)]
pub struct Orgctl {
    environment: Vec<(&'static str, String)>,
}

/// The exit code and output of an `orgctl` process.
#[derive(Debug, PartialEq, Eq)]
pub struct ProgramOutput {
    pub code: Option<i32>,
    pub stdout: String,
    pub stderr: String,
}

impl Orgctl {
    /// Configures the program to use the tables of `app`.
    pub fn on(app: &TestApp) -> Self {
        let environment = vec![
            ("AWS_ENDPOINT_URL_DYNAMODB", format!("http://127.0.0.1:{}", app.dynamodb_port)),
            ("TABLE_PREFIX", app.table_prefix()),
            ("PROJECT_ID", app.writer.project_id().to_string()),
        ];
        Self { environment }
    }

    /// The program without any environment variable.
    pub fn unconfigured() -> Self {
        Self { environment: Vec::new() }
    }

    /// Sets an environment variable.
    pub fn with(mut self, name: &'static str, value: &str) -> Self {
        self.environment.retain(|(set, _)| *set != name);
        self.environment.push((name, value.to_owned()));
        self
    }

    /// Removes an environment variable.
    pub fn without(mut self, name: &str) -> Self {
        self.environment.retain(|(set, _)| *set != name);
        self
    }

    /// Runs the program with exactly these arguments and empty standard input.
    pub async fn run(&self, arguments: &[&str]) -> ProgramOutput {
        self.run_with(arguments, "").await
    }

    /// Runs the program with exactly these arguments and this standard input.
    pub async fn run_with(&self, arguments: &[&str], stdin: &str) -> ProgramOutput {
        let mut child = self.spawn(arguments);
        let mut pipe = child.stdin.take().expect("a pipe");
        let input = stdin.to_owned();
        // A program that does not read all of its input closes the pipe, which is not a failure.
        tokio::spawn(async move { pipe.write_all(input.as_bytes()).await.ok() });
        let output = timeout(TIMEOUT, child.wait_with_output()).await.expect("the program ended in time");
        let output = output.expect("a process");
        let text = |bytes| String::from_utf8(bytes).expect("text");
        ProgramOutput { code: output.status.code(), stdout: text(output.stdout), stderr: text(output.stderr) }
    }

    /// Starts the program.
    pub fn spawn(&self, arguments: &[&str]) -> Child {
        self.spawn_to(arguments, Stdio::piped())
    }

    /// Starts the program with this standard output.
    pub fn spawn_to(&self, arguments: &[&str], stdout: Stdio) -> Child {
        let mut command = self.command(arguments);
        command.stdin(Stdio::piped()).stdout(stdout).stderr(Stdio::piped());
        command.spawn().expect("a process")
    }

    fn command(&self, arguments: &[&str]) -> Command {
        let mut command = Command::new(program("orgctl"));
        command.args(arguments).env_clear().envs(self.environment.iter().cloned()).kill_on_drop(true);
        command
    }

    /// Runs the program with `--quiet --output json` and returns its output. It must succeed and write nothing to
    /// standard error.
    pub async fn json(&self, arguments: &[&str]) -> Value {
        let output = self.run(&[&["--quiet", "--output", "json"], arguments].concat()).await;
        assert_eq!((output.code, output.stderr.as_str()), (Some(0), ""), "{arguments:?}");
        serde_json::from_str(&output.stdout).expect("JSON")
    }

    /// Runs the program with `--quiet` and returns its standard output. It must succeed and write nothing to standard
    /// error.
    pub async fn text(&self, arguments: &[&str]) -> String {
        let output = self.run(&[&["--quiet"], arguments].concat()).await;
        assert_eq!((output.code, output.stderr.as_str()), (Some(0), ""), "{arguments:?}");
        output.stdout
    }

    /// Runs the program with `--quiet` and returns its standard error. It must fail with exit code 1 and write nothing
    /// to standard output.
    pub async fn refusal(&self, arguments: &[&str]) -> String {
        let output = self.run(&[&["--quiet"], arguments].concat()).await;
        assert_eq!((output.code, output.stdout.as_str()), (Some(1), ""), "{arguments:?}");
        output.stderr
    }
}
