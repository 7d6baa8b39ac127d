//! Where an import's data is.

use std::{
    fs::File,
    io::{self, Seek},
    path::PathBuf,
    sync::Arc,
};

/// A file to be imported. It must stay as it is until the import is done.
#[derive(Debug, Clone)]
pub struct Source {
    /// How messages call it.
    pub name: String,
    /// Where it is.
    pub content: SourceContent,
}

/// Where the content of a [`Source`] is. It is read several times, never by two at once.
#[derive(Debug, Clone)]
pub enum SourceContent {
    /// A file that is opened each time.
    Path(PathBuf),
    /// A file that is open, and may have no name any more.
    Open(Arc<File>),
}

impl Source {
    pub(super) fn open(&self) -> io::Result<File> {
        match &self.content {
            SourceContent::Path(path) => File::open(path),
            SourceContent::Open(file) => {
                let mut file = file.try_clone()?;
                file.rewind()?;
                Ok(file)
            }
        }
    }
}
