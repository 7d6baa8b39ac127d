//! Changes of the data, one after the other, each of which can be undone.

use std::sync::Arc;

use org_discovery_admin::{Outcome, WriteError};
use tokio::{runtime::Handle, task::spawn_blocking};

use super::{Playground, history::Step, refusal::Refusal, situation::Situation};

impl Playground {
    /// Runs a change, one at a time. It runs to its end even if the page closes the connection. It has a thread of its own,
    /// because the futures of an import cannot move between threads, and copies of the tables block.
    pub(super) async fn exclusively<T: Send + 'static>(
        self: Arc<Self>,
        change: impl AsyncFnOnce(&Self) -> Result<T, Refusal> + Send + 'static,
    ) -> Result<T, Refusal> {
        // A change that waits must not occupy one of the threads for blocking work.
        let guard = Arc::clone(&self.changes).lock_owned().await;
        let runtime = Handle::current();
        let run = move || {
            let result = runtime.block_on(change(&self));
            drop(guard);
            result
        };
        spawn_blocking(run).await.map_err(|error| Refusal::failed(&error))?
    }

    /// Begins a change that can be undone.
    pub(super) fn begin(&self, description: String, situation: Option<Situation>) -> Result<(), Refusal> {
        Ok(self.history.begin(Step { description, situation, sessions: self.sessions() })?)
    }

    /// Ends a change of several writes. If it was refused or failed, the tables are restored.
    pub(super) fn end<T>(&self, made: Result<T, Refusal>) -> Result<T, Refusal> {
        if made.is_err() {
            self.restore()?;
        }
        made
    }

    /// Ends a change of a single write. If it changed nothing, there is nothing to undo.
    pub(super) fn end_write(&self, written: Result<Outcome, WriteError>) -> Result<Outcome, Refusal> {
        match &written {
            Ok(outcome) if outcome.is_write() => {}
            Ok(_) | Err(WriteError::Refused(_)) => self.history.forget_last()?,
            Err(WriteError::Store(_) | WriteError::Contended) => {
                self.restore()?;
            }
        }
        Ok(written?)
    }

    /// Undoes the last change if it has this id, and returns the situation in which it was made.
    pub(super) fn undo(&self, id: u64) -> Result<Option<Situation>, Refusal> {
        if self.history.last().is_some_and(|last| last.id != id) {
            return Err(Refusal::outdated());
        }
        self.restore()
    }

    /// Loads the data of the start again. This can be undone too.
    pub(super) async fn reset(&self) -> Result<(), Refusal> {
        self.begin("reset of the data".to_owned(), None)?;
        let loaded = self.loader.load_again().await.map_err(|error| Refusal::failed(&*error));
        let sessions = self.end(loaded)?;
        self.set_sessions(Arc::new(sessions));
        Ok(())
    }

    fn restore(&self) -> Result<Option<Situation>, Refusal> {
        let step = self.history.restore()?.ok_or_else(|| Refusal::invalid("there is no change to undo"))?;
        self.set_sessions(step.sessions);
        Ok(step.situation)
    }
}
