//! What a command reads: files, and standard input under the name `-`.

use std::{
    fs,
    io::{self, IsTerminal, Read},
    path::Path,
};

use crate::failure::Failure;

/// The text of `file`, or of standard input.
pub fn read_text(file: &Path) -> Result<String, Failure> {
    if file == Path::new("-") {
        return io::read_to_string(io::stdin())
            .map_err(|error| Failure::refused(format!("standard input: {error}")));
    }
    fs::read_to_string(file).map_err(|error| Failure::refused(format!("{}: {error}", file.display())))
}

/// How `file` is called in messages.
pub fn name_of(file: &Path) -> String {
    if file == Path::new("-") { "standard input".to_owned() } else { file.display().to_string() }
}

/// One secret or token from standard input, without the line's end. It never comes as an argument: those stand in the
/// shell's history and in the list of processes.
pub fn read_secret(what: &str) -> Result<String, Failure> {
    if io::stdin().is_terminal() {
        eprintln!("Type or paste {what}, then press Ctrl-D:");
    }
    let mut text = String::new();
    let read = io::stdin().take(64 * 1024).read_to_string(&mut text);
    read.map_err(|error| Failure::refused(format!("standard input: {error}")))?;
    let secret = text.trim();
    if secret.is_empty() {
        return Err(Failure::usage(format!("expected {what} on standard input, which is empty")));
    }
    Ok(secret.to_owned())
}
