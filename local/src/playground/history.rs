//! Copies of the tables before each change, so that a change can be undone.

use std::{
    fs::{self, Permissions},
    io,
    os::unix::fs::PermissionsExt,
    path::PathBuf,
    sync::{Arc, Mutex, MutexGuard, PoisonError},
};

use dynoxide::Database;
use serde::Serialize;
use tempfile::TempDir;

use super::situation::Situation;
use crate::printed_session::PrintedSession;

/// The number of changes that can be undone. Each needs a copy of the tables on the disk.
const MAX_STEPS: usize = 20;

/// A change that can be undone, as the page shows it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Undoable {
    pub id: u64,
    /// The change in words.
    pub text: String,
}

/// A change, and what the page showed before it.
#[derive(Debug, Clone)]
pub struct Step {
    /// The change in words.
    pub description: String,
    /// The situation in which the change was made, if it was made for one.
    pub situation: Option<Situation>,
    /// The sessions of the loaded data before the change.
    pub sessions: Arc<Vec<PrintedSession>>,
}

/// The changes that can be undone. Copies are deleted with the value.
///
/// The functions block while the tables are copied. Only one change runs at a time.
pub struct History {
    database: Database,
    steps: Mutex<Steps>,
}

#[derive(Default)]
struct Steps {
    done: Vec<Done>,
    /// The directory of the copies, from the first change on.
    directory: Option<TempDir>,
    /// The number of copies so far, which names the next one.
    copies: u64,
}

/// A change with the copy of the tables before it.
#[derive(Clone)]
struct Done {
    id: u64,
    copy: PathBuf,
    step: Step,
}

impl History {
    pub fn new(database: Database) -> Self {
        Self { database, steps: Mutex::default() }
    }

    /// Returns the change that would be undone.
    pub fn last(&self) -> Option<Undoable> {
        let steps = self.steps();
        steps.done.last().map(|done| Undoable { id: done.id, text: done.step.description.clone() })
    }

    /// Copies the tables before a change.
    pub fn begin(&self, step: Step) -> io::Result<()> {
        let (id, copy) = self.next_copy()?;
        self.database.vacuum_into(&copy.to_string_lossy()).map_err(io::Error::other)?;
        let mut steps = self.steps();
        steps.done.push(Done { id, copy, step });
        if steps.done.len() > MAX_STEPS {
            fs::remove_file(steps.done.remove(0).copy)?;
        }
        Ok(())
    }

    /// Restores the tables as they were before the last change, and returns that change. Returns `None` if there is no
    /// change.
    pub fn restore(&self) -> io::Result<Option<Step>> {
        let Some(Done { copy, step, .. }) = self.steps().done.last().cloned() else {
            return Ok(None);
        };
        self.database.restore_from(&copy.to_string_lossy()).map_err(io::Error::other)?;
        self.forget_last()?;
        Ok(Some(step))
    }

    /// Forgets the last change, which changed nothing.
    pub fn forget_last(&self) -> io::Result<()> {
        let done = self.steps().done.pop();
        done.map_or(Ok(()), |done| fs::remove_file(done.copy))
    }

    /// Returns the number of the next copy, and its path.
    fn next_copy(&self) -> io::Result<(u64, PathBuf)> {
        let mut steps = self.steps();
        steps.copies += 1;
        let (id, name) = (steps.copies, format!("{}.sqlite", steps.copies));
        if let Some(directory) = &steps.directory {
            return Ok((id, directory.path().join(name)));
        }
        // The copies may contain the data of people, and other users of the machine must not read them.
        let directory = tempfile::Builder::new()
            .prefix("org-discovery-")
            .permissions(Permissions::from_mode(0o700))
            .tempdir()?;
        Ok((id, steps.directory.insert(directory).path().join(name)))
    }

    fn steps(&self) -> MutexGuard<'_, Steps> {
        self.steps.lock().unwrap_or_else(PoisonError::into_inner)
    }
}
