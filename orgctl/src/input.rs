//! What a command reads: files, and standard input under the name `-`.

use std::{
    fs,
    io::{self, IsTerminal, Read},
    path::Path,
};

use org_discovery_admin::data_file::without_byte_order_mark;

use crate::failure::Failure;

/// The text of `file`, or of standard input, without a leading byte order mark.
pub fn read_text(file: &Path) -> Result<String, Failure> {
    let read =
        if file == Path::new("-") { io::read_to_string(io::stdin()) } else { fs::read_to_string(file) };
    let text = read.map_err(|error| Failure::refused(format!("{}: {error}", name_of(file))))?;
    Ok(without_byte_order_mark(&text).to_owned())
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
    let secret = without_byte_order_mark(&text).trim();
    if secret.is_empty() {
        return Err(Failure::usage(format!("expected {what} on standard input, which is empty")));
    }
    Ok(secret.to_owned())
}
