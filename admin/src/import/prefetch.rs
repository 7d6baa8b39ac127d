//! Reads records on another thread, ahead of the writes.

use tokio::{sync::mpsc, task::JoinHandle};

use super::{
    error::ImportError,
    records::{Findings, Record, RecordFilter, read_records},
    sources::Source,
};

/// The maximum number of records that are read ahead.
const READ_AHEAD: usize = 256;

/// A stream of the records of the input.
pub(super) struct Prefetch {
    records: mpsc::Receiver<Record>,
    reading: JoinHandle<Result<Findings, ImportError>>,
}

impl Prefetch {
    /// Starts reading the records that match `filter`.
    pub(super) fn start(sources: &[Source], filter: RecordFilter) -> Self {
        let (sender, records) = mpsc::channel(READ_AHEAD);
        let sources = sources.to_vec();
        let reading = tokio::task::spawn_blocking(move || {
            // Sending fails if the receiver was dropped because a write failed.
            read_records(&sources, filter, &mut |record| drop(sender.blocking_send(record)))
        });
        Self { records, reading }
    }

    pub(super) async fn next(&mut self) -> Option<Record> {
        self.records.recv().await
    }

    /// Finishes reading. An error in the input means that it changed after it was checked.
    pub(super) async fn end(self) -> Result<(), ImportError> {
        let findings = self.reading.await.map_err(|_| ImportError::Changed)??;
        if findings.problems.is_empty() { Ok(()) } else { Err(ImportError::Changed) }
    }
}
