//! Sources of an import.

use std::{
    fs::File,
    io::{self, Cursor, Read, Seek},
    path::PathBuf,
    sync::Arc,
};

/// A file to be imported. It must not change until the import is done.
#[derive(Debug, Clone)]
pub struct Source {
    /// The name in messages.
    pub name: String,
    /// The place of the content.
    pub content: SourceContent,
}

/// The place of a [`Source`]'s content. It is read several times, never by two readers at once.
#[derive(Debug, Clone)]
pub enum SourceContent {
    /// A file that is opened each time.
    Path(PathBuf),
    /// An open file, which may have no name any more.
    Open(Arc<File>),
    /// Bytes in memory.
    Memory(Arc<[u8]>),
}

/// A source that was opened.
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
