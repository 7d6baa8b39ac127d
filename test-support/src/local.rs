//! `cargo local` as a child process that ends with its test.

use std::{process::Stdio, time::Duration};

use serde_json::Value;
use tempfile::TempDir;
use tokio::{
    io::{AsyncBufReadExt, AsyncReadExt, BufReader, Lines},
    process::{Child, ChildStderr, ChildStdout, Command},
    task::JoinHandle,
    time::timeout,
};

use crate::{capture_log_line, programs::program};

/// A generous time limit for each step of the program.
const TIMEOUT: Duration = Duration::from_secs(30);

/// A running `cargo local` process. Dropping the value kills the process.
pub struct Local {
    child: Child,
    lines: Lines<BufReader<ChildStdout>>,
    /// Reads standard error all the time, because the program stops when the pipe is full.
    stderr: JoinHandle<String>,
    /// The directory of its temporary files, which a killed process does not remove.
    _directory: TempDir,
}

/// The exit code and output of a `cargo local` process.
pub struct ProgramOutput {
    pub code: Option<i32>,
    pub stdout: String,
    pub stderr: String,
}

fn command(arguments: &[&str]) -> Command {
    let mut command = Command::new(program("local"));
    command.args(arguments).kill_on_drop(true);
    command.stdin(Stdio::null()).stdout(Stdio::piped()).stderr(Stdio::piped());
    command
}

impl Local {
    /// Starts the program on free ports.
    pub fn start(arguments: &[&str]) -> Self {
        let free_ports = ["--port", "0", "--dynamodb-port", "0"];
        let directory = tempfile::tempdir().expect("a directory");
        let mut command = command(&[&free_ports, arguments].concat());
        let mut child = command.env("TMPDIR", directory.path()).spawn().expect("a process");
        let stdout = child.stdout.take().expect("a pipe");
        let stderr = tokio::spawn(read_to_end(child.stderr.take().expect("a pipe")));
        Self { child, lines: BufReader::new(stdout).lines(), stderr, _directory: directory }
    }

    /// Starts the program with `--json` and waits until it is ready. Returns the JSON that it prints then.
    pub async fn start_ready(arguments: &[&str]) -> (Self, Value) {
        let mut local = Self::start(&[&["--json"], arguments].concat());
        let line = local.next_line().await.expect("a line");
        (local, serde_json::from_str(&line).expect("JSON"))
    }

    /// Returns the next line of standard output, or `None` after the process has ended.
    pub async fn next_line(&mut self) -> Option<String> {
        timeout(TIMEOUT, self.lines.next_line()).await.expect("a line in time").expect("text")
    }

    /// Sends a signal, given by name without the `SIG` prefix.
    pub async fn signal(&self, signal: &str) {
        let id = self.child.id().expect("a running process");
        let kill = Command::new("sh").args(["-c", &format!("kill -s {signal} {id}")]).status().await;
        assert!(kill.expect("a shell").success());
    }

    /// Waits until the process has ended, at most for `limit`, and returns the rest of its output.
    pub async fn wait(mut self, limit: Duration) -> ProgramOutput {
        let status = timeout(limit, self.child.wait()).await.expect("the program ended in time");
        let mut stdout = String::new();
        while let Some(line) = self.next_line().await {
            stdout += &line;
            stdout.push('\n');
        }
        let stderr = self.stderr.await.expect("text");
        stderr
            .lines()
            .filter(|line| line.starts_with('{'))
            .for_each(|line| capture_log_line(&format!("{line}\n")));
        ProgramOutput { code: status.expect("a status").code(), stdout, stderr }
    }
}

async fn read_to_end(mut pipe: ChildStderr) -> String {
    let mut text = String::new();
    pipe.read_to_string(&mut text).await.expect("text");
    text
}

impl ProgramOutput {
    /// Runs the program with exactly these arguments and waits until it ends by itself.
    pub async fn of(arguments: &[&str]) -> Self {
        let output = timeout(TIMEOUT, command(arguments).output()).await;
        let output = output.expect("the program ended in time").expect("a process");
        let text = |bytes| String::from_utf8(bytes).expect("text");
        Self { code: output.status.code(), stdout: text(output.stdout), stderr: text(output.stderr) }
    }
}
