//! Copies of the tables before each change, so that a change can be undone.

use std::{
    io,
    path::PathBuf,
    sync::{Arc, Mutex, PoisonError},
};

use dynoxide::Database;
use tempfile::TempDir;
use tokio::task::spawn_blocking;

use super::situation::Situation;
use crate::printed_session::PrintedSession;

/// The number of changes that can be undone. Each needs a copy of the tables on the disk.
const MAX_STEPS: usize = 20;

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
pub struct History {
    database: Database,
    steps: Mutex<Steps>,
}

#[derive(Default)]
struct Steps {
    done: Vec<(PathBuf, Step)>,
    /// The directory of the copies, from the first change on.
    directory: Option<TempDir>,
    /// The number of copies so far, which names the next one.
    copies: u64,
}

impl History {
    pub fn new(database: Database) -> Self {
        Self { database, steps: Mutex::default() }
    }

    /// Returns the description of the change that would be undone.
    pub fn last(&self) -> Option<String> {
        self.steps().done.last().map(|(_, step)| step.description.clone())
    }

    /// Copies the tables before a change.
    pub async fn begin(&self, step: Step) -> io::Result<()> {
        let path = self.next_path()?;
        let (database, copy) = (self.database.clone(), path.clone());
        in_background(move || database.vacuum_into(&copy.to_string_lossy())).await?;
        let dropped = {
            let mut steps = self.steps();
            steps.done.push((path, step));
            (steps.done.len() > MAX_STEPS).then(|| steps.done.remove(0))
        };
        dropped.map_or(Ok(()), |(path, _)| std::fs::remove_file(path))
    }

    /// Restores the tables as they were before the last change, and returns that change. Returns `None` if there is no
    /// change.
    pub async fn restore(&self) -> io::Result<Option<Step>> {
        let Some((path, step)) = self.steps().done.pop() else {
            return Ok(None);
        };
        let (database, copy) = (self.database.clone(), path.clone());
        in_background(move || database.restore_from(&copy.to_string_lossy())).await?;
        std::fs::remove_file(path)?;
        Ok(Some(step))
    }

    fn next_path(&self) -> io::Result<PathBuf> {
        let mut steps = self.steps();
        steps.copies += 1;
        let name = format!("{}.sqlite", steps.copies);
        if let Some(directory) = &steps.directory {
            return Ok(directory.path().join(name));
        }
        let directory = tempfile::Builder::new().prefix("org-discovery-").tempdir()?;
        Ok(steps.directory.insert(directory).path().join(name))
    }

    fn steps(&self) -> std::sync::MutexGuard<'_, Steps> {
        self.steps.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

async fn in_background(work: impl FnOnce() -> dynoxide::Result<()> + Send + 'static) -> io::Result<()> {
    spawn_blocking(work).await?.map_err(io::Error::other)
}
