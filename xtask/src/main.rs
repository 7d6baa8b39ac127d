//! `cargo local` and `cargo orgctl`: builds a program of the workspace, and runs it with the remaining arguments.
//!
//! `cargo run --package` compiles the dependencies with the features that one package needs. `cargo build --bin`
//! compiles them with the features of all default members, like `cargo test`, so that both use one build. `cargo run
//! --bin` does so too, but only in the root folder.

use std::{
    env,
    ffi::{OsStr, OsString},
    fmt::Display,
    io,
    path::{Path, PathBuf},
    process::{Command, ExitCode, ExitStatus},
};

const MANIFEST: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/../Cargo.toml");

fn main() -> ExitCode {
    let mut arguments = env::args_os().skip(1);
    let Some(name) = arguments.next() else {
        return fail("usage: cargo run --package xtask -- PROGRAM [ARGUMENT]...");
    };
    let program = match path_of(&name) {
        Ok(program) => program,
        Err(error) => return fail(error),
    };
    match build(&name, &program) {
        Ok(status) if status.success() => {}
        Ok(_) => return ExitCode::FAILURE,
        Err(error) => return fail(format_args!("cargo: {error}")),
    }
    match run(Command::new(&program).args(arguments)) {
        Ok(code) => code,
        Err(error) => fail(format_args!("{}: {error}", program.display())),
    }
}

/// Returns the path of a program, which cargo builds in the folder of this program.
fn path_of(name: &OsStr) -> io::Result<PathBuf> {
    let mut file = name.to_owned();
    file.push(env::consts::EXE_SUFFIX);
    Ok(env::current_exe()?.with_file_name(file))
}

/// Builds a program. Cargo shows its progress only for the first build, which takes minutes.
fn build(name: &OsStr, program: &Path) -> io::Result<ExitStatus> {
    let cargo = env::var_os("CARGO").unwrap_or_else(|| OsString::from("cargo"));
    let mut build = Command::new(cargo);
    build.args(["build", "--manifest-path", MANIFEST, "--bin"]).arg(name);
    if program.exists() {
        build.arg("--quiet");
    }
    build.status()
}

/// Replaces this process, so that signals reach the program.
#[cfg(unix)]
fn run(command: &mut Command) -> io::Result<ExitCode> {
    Err(std::os::unix::process::CommandExt::exec(command))
}

#[cfg(not(unix))]
fn run(command: &mut Command) -> io::Result<ExitCode> {
    let code = command.status()?.code().and_then(|code| u8::try_from(code).ok());
    Ok(code.map_or(ExitCode::FAILURE, ExitCode::from))
}

fn fail(message: impl Display) -> ExitCode {
    eprintln!("{message}");
    ExitCode::from(2)
}
