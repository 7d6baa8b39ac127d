//! The programs that are compared: the function, a minimal function, and the same endpoint in other languages.

use std::{
    env, fs,
    path::{Path, PathBuf},
    process::Command,
    sync::Once,
    time::Instant,
};

use test_support::runtime_api::{Environment, FunctionProcess, NO_DEADLINE};

use super::{
    folders::{peer_sources, results, target, text},
    processors::{FIRST_PROCESSOR, SECOND_PROCESSOR, pin_to},
};

/// An executable that serves the runtime API.
#[derive(Debug)]
pub struct Program {
    pub name: &'static str,
    /// The path of the executable, and its arguments.
    command: Vec<String>,
    /// True if it implements discovery. False for `hello`.
    pub implements_discovery: bool,
    /// True if it implements the function in another language.
    pub is_peer: bool,
}

impl Program {
    pub const ORG_DISCOVERY: &str = "org-discovery";
    pub const HELLO: &str = "hello";

    /// Returns a function that was built earlier. The index distinguishes several entries of the same file.
    pub fn prebuilt(index: usize, program: &str) -> Self {
        let name = format!("{index}: {program}").leak();
        Self { name, command: vec![program.to_owned()], implements_discovery: true, is_peer: false }
    }

    /// Builds the function.
    pub fn org_discovery() -> Self {
        Self::build(Self::ORG_DISCOVERY, &["--bin", "org-discovery"], "org-discovery", true)
    }

    /// Builds the exchange function.
    pub fn exchange() -> Self {
        let package = "org-discovery-exchange";
        Self::build("exchange", &["--package", package, "--bin", package], package, false)
    }

    /// Builds a program as it is deployed, without the features that only tests and `orgctl` enable. Copies it, so that
    /// later builds do not overwrite it.
    fn build(name: &'static str, target_arguments: &[&str], path: &str, implements_discovery: bool) -> Self {
        let cargo = env::var("CARGO").unwrap_or_else(|_| "cargo".to_owned());
        run(Command::new(cargo).args(["build", "--quiet", "--release", "--locked"]).args(target_arguments));
        let kept = results().join(Path::new(path).file_name().expect("a name"));
        fs::copy(target().join("release").join(path), &kept).expect("a built program");
        Self { name, command: vec![text(&kept)], implements_discovery, is_peer: false }
    }

    pub fn is_org_discovery(&self) -> bool {
        self.name == Self::ORG_DISCOVERY
    }

    /// Returns the path of the executable.
    pub fn path(&self) -> &Path {
        Path::new(&self.command[0])
    }

    /// Starts the program on the first processor with these environment variables.
    pub async fn start(&self, environment: &Environment) -> FunctionProcess {
        let mut command = Command::new(&self.command[0]);
        command.args(&self.command[1..]);
        pin_to(FIRST_PROCESSOR);
        // The thread that reads the log lines inherits the first processor and must move to the second.
        let moved = Once::new();
        let move_reader = move |_| moved.call_once(|| pin_to(SECOND_PROCESSOR));
        let function = FunctionProcess::start_program(command, environment, move_reader).await;
        pin_to(SECOND_PROCESSOR);
        function
    }
}

/// Returns the time that a function takes to answer an event, in milliseconds.
pub async fn time_to_answer(function: &mut FunctionProcess, event: String) -> f64 {
    let began = Instant::now();
    let response = function.invoke_raw(NO_DEADLINE, "id", event).await;
    let took = began.elapsed().as_secs_f64() * 1000.0;
    assert!(is_success(&response), "a response without status 200");
    took
}

/// Returns true if a response in the runtime API's format has status 200. Parsing all of it would disturb the
/// measurement.
fn is_success(response: &[u8]) -> bool {
    let parts = [&b"\"statusCode\":200"[..], b"\"statusCode\": 200"];
    parts.iter().any(|part| response.windows(part.len()).any(|window| window == *part))
}

/// Builds the programs, and installs and bundles the peers. A peer whose language is not installed is skipped with a
/// message.
pub fn prepare(with_peers: bool) -> Vec<Program> {
    let hello = Program::build(Program::HELLO, &["--example", "hello"], "examples/hello", false);
    let mut programs = vec![Program::org_discovery(), hello];
    let peers: [(_, fn() -> _); 2] = [("Node.js", node), ("Python", python)];
    for (peer, install) in peers.into_iter().filter(|_| with_peers) {
        match install() {
            Some(command) => {
                programs.push(Program { name: peer, command, implements_discovery: true, is_peer: true });
            }
            None => println!("{peer} is not installed; its peer is skipped"),
        }
    }
    programs
}

fn node() -> Option<Vec<String>> {
    let node = path_of("node")?;
    let copy = copy_sources("node");
    run(Command::new("npm").args(["ci", "--silent", "--no-audit", "--no-fund"]).current_dir(&copy));
    run(Command::new("npm").args(["run", "build", "--silent"]).current_dir(&copy));
    Some(vec![node, text(&copy.join("dist/runtime.mjs"))])
}

fn python() -> Option<Vec<String>> {
    let python = path_of("python3")?;
    let copy = copy_sources("python");
    let virtual_environment = copy.join("environment");
    run(Command::new(python).args(["-m", "venv"]).arg(&virtual_environment));
    let pip = ["install", "--quiet", "--disable-pip-version-check", "--requirement"];
    run(Command::new(virtual_environment.join("bin/pip")).args(pip).arg(copy.join("requirements.txt")));
    let python = virtual_environment.join("bin/python");
    run(Command::new(&python).arg(copy.join("bundle.py")));
    Some(vec![text(&python), text(&copy.join("runtime.py"))])
}

/// Returns the absolute path of a program, because it is started without `PATH`.
fn path_of(program: &str) -> Option<String> {
    let folders = env::var_os("PATH")?;
    let path = env::split_paths(&folders).map(|folder| folder.join(program)).find(|path| path.is_file())?;
    Some(text(&path))
}

fn copy_sources(peer: &str) -> PathBuf {
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
