//! The programs that are compared: the function, a minimal function, and the same endpoint in other languages.

use std::{
    env, fs,
    path::{Path, PathBuf},
    process::Command,
    sync::Once,
    time::Instant,
};

use test_support::runtime_api::{Environment, Function, NO_END};

use super::{
    folders::{peer_sources, results, target, text},
    processors::{FIRST, SECOND, run_on},
};

/// An executable that serves the runtime API.
#[derive(Debug)]
pub struct Program {
    pub name: &'static str,
    /// The path of the executable, and its arguments.
    command: Vec<String>,
    /// Whether it answers requests, and is not only started.
    pub answers: bool,
    /// Whether it is the endpoint in another language.
    pub is_peer: bool,
}

impl Program {
    pub const OURS: &str = "org-discovery";
    pub const FLOOR: &str = "hello";

    /// Names a function that was built already. The index keeps apart several runs of the same file.
    pub fn built_elsewhere(index: usize, program: &str) -> Self {
        let name = format!("{index}: {program}").leak();
        Self { name, command: vec![program.to_owned()], answers: true, is_peer: false }
    }

    pub fn is_ours(&self) -> bool {
        self.name == Self::OURS
    }

    /// Returns the path of the executable.
    pub fn path(&self) -> &Path {
        Path::new(&self.command[0])
    }

    /// Starts it in this environment.
    pub async fn start(&self, environment: &Environment) -> Function {
        let mut command = Command::new(&self.command[0]);
        command.args(&self.command[1..]);
        run_on(FIRST);
        // The reader of its log lines inherits this processor, and must leave it.
        let moved = Once::new();
        let take_away = move |_| moved.call_once(|| run_on(SECOND));
        let function = Function::start_program(command, environment, take_away).await;
        run_on(SECOND);
        function
    }
}

/// How long a function takes to answer an event, in milliseconds.
pub async fn time_to_answer(function: &mut Function, event: String) -> f64 {
    let began = Instant::now();
    let answer = function.answer(NO_END, "id", event).await;
    let took = began.elapsed().as_secs_f64() * 1000.0;
    assert!(is_success(&answer), "an answer of another kind");
    took
}

/// Whether this is the runtime API's form of an answer with status 200. Reading all of it would warm what is not being measured.
fn is_success(answer: &[u8]) -> bool {
    let parts = [&b"\"statusCode\":200"[..], b"\"statusCode\": 200"];
    parts.iter().any(|part| answer.windows(part.len()).any(|window| window == *part))
}

/// Builds and installs them. A language that is not installed is left out, with a message.
pub fn prepare(with_peers: bool) -> Vec<Program> {
    let ours = built(&["--bin", "org-discovery"], "org-discovery");
    let hello = built(&["--example", "hello"], "examples/hello");
    let rust =
        |name, path: PathBuf, answers| Program { name, command: vec![text(&path)], answers, is_peer: false };
    let mut programs = vec![rust(Program::OURS, ours, true), rust(Program::FLOOR, hello, false)];
    let peers: [(_, fn() -> _); 2] = [("Node.js", node), ("Python", python)];
    for (peer, install) in peers.into_iter().filter(|_| with_peers) {
        match install() {
            Some(command) => {
                programs.push(Program { name: peer, command, answers: true, is_peer: true });
            }
            None => println!("{peer} is not on this machine, and is left out"),
        }
    }
    programs
}

/// As it is deployed: built without what only tests and `orgctl` need, and kept aside from later builds.
fn built(what: &[&str], path: &str) -> PathBuf {
    let cargo = env::var("CARGO").unwrap_or_else(|_| "cargo".to_owned());
    run(Command::new(cargo).args(["build", "--quiet", "--release", "--locked"]).args(what));
    let kept = results().join(Path::new(path).file_name().expect("a name"));
    fs::copy(target().join("release").join(path), &kept).expect("a built program");
    kept
}

fn node() -> Option<Vec<String>> {
    let node = found("node")?;
    let copy = copied("node");
    run(Command::new("npm").args(["ci", "--silent", "--no-audit", "--no-fund"]).current_dir(&copy));
    Some(vec![node, text(&copy.join("runtime.mjs"))])
}

fn python() -> Option<Vec<String>> {
    let python = found("python3")?;
    let copy = copied("python");
    let own = copy.join("environment");
    run(Command::new(python).args(["-m", "venv"]).arg(&own));
    let pip = ["install", "--quiet", "--disable-pip-version-check", "--requirement"];
    run(Command::new(own.join("bin/pip")).args(pip).arg(copy.join("requirements.txt")));
    Some(vec![text(&own.join("bin/python")), text(&copy.join("runtime.py"))])
}

/// The program's own path, for it is started without the rest of the environment.
fn found(program: &str) -> Option<String> {
    let folders = env::var_os("PATH")?;
    let found = env::split_paths(&folders).map(|folder| folder.join(program)).find(|path| path.is_file())?;
    Some(text(&found))
}

fn copied(peer: &str) -> PathBuf {
    let copy = results().join(peer);
    fs::create_dir_all(&copy).expect("a folder");
    for file in fs::read_dir(peer_sources(peer)).expect("the peer").filter_map(Result::ok) {
        if file.path().is_file() {
            fs::copy(file.path(), copy.join(file.file_name())).expect("a copy");
        }
    }
    copy
}

fn run(command: &mut Command) {
    let status = command.status().expect("a program");
    assert!(status.success(), "{command:?}: {status}");
}
