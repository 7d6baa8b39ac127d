//! Reads files and standard input, which is named `-`.

use std::{
    fmt::Display,
    fs,
    io::{self, IsTerminal, Read},
    path::Path,
};

use org_discovery_admin::import::decode_text;

use crate::failure::Failure;

/// Reads the text of `file` or standard input, without a leading byte order mark.
pub fn read_text(file: &Path) -> Result<String, Failure> {
    let failed = |error: &dyn Display| Failure::refused(format!("{}: {error}", name_of(file)));
    let bytes = read_bytes(file).map_err(|error| failed(&error))?;
    decode_text(bytes).map_err(|error| failed(&error))
}

fn read_bytes(file: &Path) -> io::Result<Vec<u8>> {
    if file != Path::new("-") {
        return fs::read(file);
    }
    let mut bytes = Vec::new();
    io::stdin().read_to_end(&mut bytes)?;
    Ok(bytes)
}

/// Returns the name of `file` for messages.
pub fn name_of(file: &Path) -> String {
    if file == Path::new("-") { "standard input".to_owned() } else { file.display().to_string() }
}

/// Reads a secret or token from standard input, without surrounding whitespace. Secrets are not accepted as arguments,
/// which end up in the shell history and the process list.
pub fn read_secret(what: &str) -> Result<String, Failure> {
    if io::stdin().is_terminal() {
        eprintln!("Enter {what}, then press Ctrl-D:");
    }
    let failed = |error: &dyn Display| Failure::refused(format!("standard input: {error}"));
    let mut bytes = Vec::new();
    io::stdin().take(64 * 1024).read_to_end(&mut bytes).map_err(|error| failed(&error))?;
    let text = decode_text(bytes).map_err(|error| failed(&error))?;
    let secret = text.trim();
    if secret.is_empty() {
        return Err(Failure::usage(format!("standard input is empty; expected {what}")));
    }
    Ok(secret.to_owned())
}
