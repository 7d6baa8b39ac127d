//! Records that are read on another thread, a little ahead of the writes.

use tokio::{sync::mpsc, task::JoinHandle};

use super::{
    error::ImportError,
    records::{Findings, Record, RecordFilter, read_records},
    sources::Source,
};

/// Records that are read ahead of the writes.
const READ_AHEAD: usize = 256;

/// The records of the input, one after the other.
pub(super) struct Prefetch {
    records: mpsc::Receiver<Record>,
    reading: JoinHandle<Result<Findings, ImportError>>,
}

impl Prefetch {
    /// Starts to read the records of `filter`.
    pub(super) fn start(sources: &[Source], filter: RecordFilter) -> Self {
        let (sender, records) = mpsc::channel(READ_AHEAD);
        let sources = sources.to_vec();
        let reading = tokio::task::spawn_blocking(move || {
            // The receiver is gone if a write failed.
            read_records(&sources, filter, &mut |record| drop(sender.blocking_send(record)))
        });
        Self { records, reading }
    }

    pub(super) async fn next(&mut self) -> Option<Record> {
        self.records.recv().await
    }

    /// Checks that the input had no mistake, as when it was checked.
    pub(super) async fn end(self) -> Result<(), ImportError> {
        let findings = self.reading.await.map_err(|_| ImportError::Changed)??;
        if findings.problems.is_empty() { Ok(()) } else { Err(ImportError::Changed) }
    }
}
