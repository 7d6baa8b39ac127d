//! Temporary input files.

use std::{fmt::Display, io::Write};

use tempfile::NamedTempFile;

/// Creates a file with this text or JSON.
pub fn file(text: impl Display) -> NamedTempFile {
    file_of_bytes(text.to_string())
}

pub fn file_of_bytes(bytes: impl AsRef<[u8]>) -> NamedTempFile {
    let mut file = NamedTempFile::new().expect("a file");
    file.write_all(bytes.as_ref()).expect("written");
    file
}

pub fn path(file: &NamedTempFile) -> &str {
    file.path().to_str().expect("a path")
}
