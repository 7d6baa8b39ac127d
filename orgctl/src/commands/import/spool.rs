//! Copies input that can be read only once to a private temporary file.

use std::{
    fs::{self, File},
    io::{self, Read},
    path::{Path, PathBuf},
    sync::Arc,
};

use org_discovery_admin::import::{Source, SourceContent};

use crate::{failure::Failure, input};

/// Returns the sources of an import. Standard input, pipes and other special files are copied first.
pub fn sources(files: &[PathBuf]) -> Result<Vec<Source>, Failure> {
    let source = |file: &PathBuf| {
        let name = input::name_of(file);
        match content(file) {
            Ok(content) => Ok(Source { name, content }),
            Err(error) => Err(Failure::refused(format!("{name}: {error}"))),
        }
    };
    files.iter().map(source).collect()
}

fn content(file: &Path) -> io::Result<SourceContent> {
    if file == Path::new("-") {
        copy_to_temporary_file(io::stdin().lock())
    } else if fs::metadata(file)?.is_file() {
        Ok(SourceContent::Path(file.to_owned()))
    } else {
        copy_to_temporary_file(File::open(file)?)
    }
}

/// Copies `input` to an unnamed temporary file, which no other process can open and which disappears with the program.
fn copy_to_temporary_file(mut input: impl Read) -> io::Result<SourceContent> {
    let mut copy = tempfile::tempfile()?;
    io::copy(&mut input, &mut copy)?;
    Ok(SourceContent::Open(Arc::new(copy)))
}
