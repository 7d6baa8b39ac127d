//! The files of `--data`.

use std::{fs, io, path::Path};

/// A data file in memory, because a pipe can be read only once.
pub struct DataFile {
    pub name: String,
    pub bytes: Vec<u8>,
}

impl DataFile {
    pub fn read(path: &Path) -> io::Result<Self> {
        Ok(Self { name: path.display().to_string(), bytes: fs::read(path)? })
    }
}
