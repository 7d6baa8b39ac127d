//! Input that can be read only once is kept in a private file while it is needed.

use std::{
    fs::{self, File},
    io::{self, Read},
    path::{Path, PathBuf},
    sync::Arc,
};

use org_discovery_admin::import::{Source, SourceContent};

use crate::{failure::Failure, input};

/// The sources of an import. What is no plain file is copied.
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
        copy_of(io::stdin().lock())
    } else if fs::metadata(file)?.is_file() {
        Ok(SourceContent::Path(file.to_owned()))
    } else {
        copy_of(File::open(file)?)
    }
}

/// A copy that has no name: nobody else can open it, and nothing stays behind, however the program ends.
fn copy_of(mut input: impl Read) -> io::Result<SourceContent> {
    let mut copy = tempfile::tempfile()?;
    io::copy(&mut input, &mut copy)?;
    Ok(SourceContent::Open(Arc::new(copy)))
}
