//! Input that can be read only once is kept in a private file while it is needed.

use std::{
    fs,
    io::{self, Read},
    path::{Path, PathBuf},
};

use org_discovery::data_file::Source;
use tempfile::NamedTempFile;

use crate::{failure::Failure, input};

/// The sources, and the private files behind some of them, which go when they are dropped.
pub fn sources(files: &[PathBuf]) -> Result<(Vec<Source>, Vec<NamedTempFile>), Failure> {
    let (mut sources, mut spooled) = (Vec::new(), Vec::new());
    for file in files {
        let name = input::name_of(file);
        let unreadable = |error: io::Error| Failure::refused(format!("{name}: {error}"));
        let path = if file == Path::new("-") {
            let copy = spool(io::stdin().lock()).map_err(unreadable)?;
            let path = copy.path().to_owned();
            spooled.push(copy);
            path
        } else if fs::metadata(file).map_err(unreadable)?.is_file() {
            file.clone()
        } else {
            let copy = fs::File::open(file).and_then(spool).map_err(unreadable)?;
            let path = copy.path().to_owned();
            spooled.push(copy);
            path
        };
        sources.push(Source { name, path });
    }
    Ok((sources, spooled))
}

/// Only this user may read the copy.
fn spool(mut input: impl Read) -> io::Result<NamedTempFile> {
    let mut copy = NamedTempFile::new()?;
    io::copy(&mut input, &mut copy)?;
    Ok(copy)
}
