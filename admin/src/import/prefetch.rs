//! Reading a little ahead of whoever writes.

use tokio::{sync::mpsc, task::JoinHandle};

use super::{
    CheckedImport, ImportError, Source,
    pass::{Found, Thing, Wanted, pass},
};

/// Things that are read ahead of what is written.
const READ_AHEAD: usize = 256;

impl CheckedImport {
    /// Reads what is wanted on another thread, a little ahead of whoever writes it.
    pub(super) fn things(&self, wanted: Wanted) -> Things {
        things(self.sources.clone(), wanted)
    }
}

/// Reads what is wanted of the sources on another thread, a little ahead of whoever takes it.
pub(super) fn things(sources: Vec<Source>, wanted: Wanted) -> Things {
    let (sender, things) = mpsc::channel(READ_AHEAD);
    let reading = tokio::task::spawn_blocking(move || {
        // Nobody listens any more when writing has failed.
        pass(&sources, wanted, &mut |thing| drop(sender.blocking_send(thing)))
    });
    Things { things, reading }
}

/// What comes from the input.
pub(super) struct Things {
    things: mpsc::Receiver<Thing>,
    reading: JoinHandle<Result<Found, ImportError>>,
}

impl Things {
    pub(super) async fn next(&mut self) -> Option<Thing> {
        self.things.recv().await
    }

    /// The input must still be what was checked.
    pub(super) async fn end(self) -> Result<(), ImportError> {
        let found = self.reading.await.map_err(|_| ImportError::Changed)??;
        if found.problems.is_empty() { Ok(()) } else { Err(ImportError::Changed) }
    }
}
