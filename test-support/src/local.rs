//! The program as a child process, which never outlives its test.

use std::{process::Stdio, time::Duration};

use serde_json::Value;
use tokio::{
    io::{AsyncBufReadExt, AsyncReadExt, BufReader, Lines},
    process::{Child, ChildStdout, Command},
    time::timeout,
};

use crate::{keep_line, programs::program};

/// Nothing that the program does takes nearly as long.
const PATIENCE: Duration = Duration::from_secs(30);

/// The program, running.
pub struct Local {
    child: Child,
    lines: Lines<BufReader<ChildStdout>>,
}

/// The exit code and output of the program.
pub struct Ended {
    pub code: Option<i32>,
    pub stdout: String,
    pub stderr: String,
}

fn command(arguments: &[&str]) -> Command {
    let mut command = Command::new(program("local"));
    command.args(arguments).env("RUST_LOG", "off").kill_on_drop(true);
    command.stdin(Stdio::null()).stdout(Stdio::piped()).stderr(Stdio::piped());
    command
}

impl Local {
    /// Starts the program on free ports.
    pub fn start(arguments: &[&str]) -> Self {
        let free_ports = ["--port", "0", "--dynamodb-port", "0"];
        let mut child = command(&[&free_ports, arguments].concat()).spawn().expect("a process");
        let stdout = child.stdout.take().expect("a pipe");
        Self { child, lines: BufReader::new(stdout).lines() }
    }

    /// Starts the program with `--json`, and reads what it prints once it is ready.
    pub async fn ready(arguments: &[&str]) -> (Self, Value) {
        let mut local = Self::start(&[&["--json"], arguments].concat());
        let line = local.line().await.expect("a line");
        (local, serde_json::from_str(&line).expect("JSON"))
    }

    /// The next line of its output; `None` once it has ended.
    pub async fn line(&mut self) -> Option<String> {
        timeout(PATIENCE, self.lines.next_line()).await.expect("in time").expect("text")
    }

    pub async fn signal(&self, signal: &str) {
        let id = self.child.id().expect("a running process");
        let kill = Command::new("sh").args(["-c", &format!("kill -s {signal} {id}")]).status().await;
        assert!(kill.expect("a shell").success());
    }

    /// Waits until it has ended, and gives what it still had to say.
    pub async fn ended(mut self, patience: Duration) -> Ended {
        let status = timeout(patience, self.child.wait()).await.expect("it ended in time");
        let mut stdout = String::new();
        while let Some(line) = self.line().await {
            stdout += &line;
            stdout.push('\n');
        }
        let mut stderr = String::new();
        let mut pipe = self.child.stderr.take().expect("a pipe");
        pipe.read_to_string(&mut stderr).await.expect("text");
        stderr.lines().filter(|line| line.starts_with('{')).for_each(|line| keep_line(&format!("{line}\n")));
        Ended { code: status.expect("a status").code(), stdout, stderr }
    }
}

impl Ended {
    /// Runs the program with exactly these arguments; it is expected to end by itself.
    pub async fn of(arguments: &[&str]) -> Self {
        let output = timeout(PATIENCE, command(arguments).output()).await;
        let output = output.expect("it ended in time").expect("a process");
        let text = |bytes| String::from_utf8(bytes).expect("text");
        Self { code: output.status.code(), stdout: text(output.stdout), stderr: text(output.stderr) }
    }
}
