//! Completions for the operator's shell.
//!
//! The script of `orgctl completions SHELL` starts the program with the environment variable `COMPLETE` and the words of
//! the line while the operator types. A completion prints no errors, and takes at most [`stored::DEADLINE`].

mod bash;
mod candidate;
mod command_line;
mod completers;
mod stored;

use std::{
    env,
    ffi::OsString,
    io,
    path::{Path, PathBuf},
    process,
};

use clap_complete::{
    CompleteEnv, Shell,
    env::{Elvish, Fish, Powershell, Shells, Zsh},
};

use bash::Bash;
use command_line::CommandLine;

/// The variable that contains the name of the shell.
const VARIABLE: &str = "COMPLETE";
const PROGRAM: &str = "orgctl";
const SHELLS: Shells<'static> = Shells(&[&Bash, &Elvish, &Fish, &Powershell, &Zsh]);

/// Answers a shell that requests completions, and ends the process. Returns if no shell does.
///
/// No thread may run yet, because the variable is removed from the environment.
pub fn answer_shell() {
    let line = CommandLine::of_request(env::args_os());
    let is_registration = line.is_empty();
    let folder = env::current_dir().ok();
    let answered = CompleteEnv::with_factory(|| completers::command(&line))
        .var(VARIABLE)
        .bin(PROGRAM)
        .shells(SHELLS)
        .try_complete(env::args_os(), folder.as_deref());
    match answered {
        Ok(false) => {}
        Ok(true) => process::exit(0),
        Err(error) if is_registration => error.exit(),
        Err(_) => process::exit(1),
    }
}

/// Returns the script that makes `shell` request completions from this program.
pub fn script(shell: Shell) -> io::Result<Vec<u8>> {
    let name = shell.to_string();
    let shell =
        SHELLS.completer(&name).ok_or_else(|| io::Error::other(format!("{name} is not supported")))?;
    let mut script = Vec::new();
    shell.write_registration(VARIABLE, PROGRAM, PROGRAM, &this_program()?, &mut script)?;
    Ok(script)
}

/// Returns the name of this program if the shell found it through PATH, otherwise its absolute path.
fn this_program() -> io::Result<String> {
    let given = PathBuf::from(env::args_os().next().unwrap_or_else(|| OsString::from(PROGRAM)));
    let path = if given.parent() == Some(Path::new("")) { given } else { std::path::absolute(given)? };
    path.into_os_string().into_string().map_err(|_| io::Error::other("the path of orgctl is not UTF-8"))
}
