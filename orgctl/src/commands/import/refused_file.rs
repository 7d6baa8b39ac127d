//! The file of `--skip-invalid`.

use std::{
    fs::{File, OpenOptions},
    io::{self, Seek, Write},
    path::{Path, PathBuf},
    sync::{Mutex, PoisonError},
};

use org_discovery_admin::import::RefusedRecord;

use crate::failure::Failure;

/// Collects refused records in an unnamed temporary file. The file appears when the import ends, so that an interrupted
/// import can be repeated with the same command.
pub struct RefusedFile {
    path: PathBuf,
    collected: Mutex<Collected>,
}

struct Collected {
    file: File,
    records: u64,
    error: Option<io::Error>,
}

impl RefusedFile {
    /// Checks that the file does not exist and that its folder does.
    pub fn new(path: &Path) -> Result<Self, Failure> {
        let shown = path.display();
        if path.symlink_metadata().is_ok() {
            return Err(Failure::refused(format!(
                "{shown} exists already; delete it, or give another file to --skip-invalid"
            )));
        }
        let folder = path.parent().filter(|folder| !folder.as_os_str().is_empty());
        if folder.is_some_and(|folder| !folder.is_dir()) {
            return Err(Failure::refused(format!("the folder of {shown} does not exist; create it first")));
        }
        let file = tempfile::tempfile()?;
        let collected = Mutex::new(Collected { file, records: 0, error: None });
        Ok(Self { path: path.to_owned(), collected })
    }

    /// Adds a record. An error is returned by [`Self::end`].
    pub fn add(&self, record: &RefusedRecord) {
        let mut collected = self.collected.lock().unwrap_or_else(PoisonError::into_inner);
        collected.records += 1;
        if let Err(error) = writeln!(collected.file, "{}", record.line()) {
            collected.error.get_or_insert(error);
        }
    }

    /// Creates the file, which only its owner can read, unless there are no records. Returns the number of records.
    pub fn end(&self) -> Result<u64, Failure> {
        let mut collected = self.collected.lock().unwrap_or_else(PoisonError::into_inner);
        let records = collected.records;
        if records == 0 {
            return Ok(0);
        }
        let copied = match collected.error.take() {
            Some(error) => Err(error),
            None => self.copy(&mut collected.file),
        };
        copied.map_err(|error| {
            Failure::refused(format!(
                "the import is complete, but {} cannot be written ({error}); repeat the import to get the refused records",
                self.path.display()
            ))
        })?;
        Ok(records)
    }

    pub fn name(&self) -> String {
        self.path.display().to_string()
    }

    fn copy(&self, from: &mut File) -> io::Result<()> {
        from.rewind()?;
        let mut options = OpenOptions::new();
        options.write(true).create_new(true);
        #[cfg(unix)]
        std::os::unix::fs::OpenOptionsExt::mode(&mut options, 0o600);
        io::copy(from, &mut options.open(&self.path)?)?;
        Ok(())
    }
}
