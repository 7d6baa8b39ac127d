//! The sources of an import.

use std::{
    fs::File,
    io::{self, Cursor, Read, Seek},
    path::PathBuf,
    sync::Arc,
};

/// A file to import. It must not change until the import is complete.
#[derive(Debug, Clone)]
pub struct Source {
    /// The name in messages.
    pub name: String,
    /// The content.
    pub content: SourceContent,
}

/// The content of a [`Source`]. It is read several times, but never by two readers at the same time.
#[derive(Debug, Clone)]
pub enum SourceContent {
    /// A file that is opened for each read.
    Path(PathBuf),
    /// An open file, which may already be unlinked.
    Open(Arc<File>),
    /// Bytes in memory.
    Memory(Arc<[u8]>),
}

/// An opened source.
pub(super) trait ReadSeek: Read + Seek {}

impl<T: Read + Seek> ReadSeek for T {}

impl Source {
    /// Creates a source of bytes in memory.
    #[must_use]
    pub fn in_memory(name: impl Into<String>, bytes: impl Into<Vec<u8>>) -> Self {
        Self { name: name.into(), content: SourceContent::Memory(bytes.into().into()) }
    }

    pub(super) fn open(&self) -> io::Result<Box<dyn ReadSeek>> {
        match &self.content {
            SourceContent::Path(path) => Ok(Box::new(File::open(path)?)),
            SourceContent::Open(file) => {
                let mut file = file.try_clone()?;
                file.rewind()?;
                Ok(Box::new(file))
            }
            SourceContent::Memory(bytes) => Ok(Box::new(Cursor::new(Arc::clone(bytes)))),
        }
    }
}
