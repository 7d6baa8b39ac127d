//! Reads records on another thread, ahead of the writes.

use tokio::{sync::mpsc, task::JoinHandle};

use super::{
    error::ImportError,
    input::Input,
    interruptible::ReadStop,
    record_kind::RecordFilter,
    records::{ErrorCounts, Findings, InputPart, Record, RecordContent, read_input},
};

/// The maximum number of records that are read ahead.
const READ_AHEAD: usize = 256;

/// A stream of the records of the input. Reading ends when it is dropped.
pub(super) struct Prefetch {
    records: mpsc::Receiver<Record>,
    reading: JoinHandle<Result<Findings, ImportError>>,
    expected: ErrorCounts,
    stop: ReadStop,
}

impl Drop for Prefetch {
    fn drop(&mut self) {
        self.stop.stop();
    }
}

impl Prefetch {
    /// Starts reading the records that match `filter`. Records that are not valid on their own are left out if the
    /// import skips them.
    pub(super) fn start(input: &Input, filter: RecordFilter) -> Self {
        let (sender, records) = mpsc::channel(READ_AHEAD);
        let (expected, stop) = (input.errors.of_filter(filter), ReadStop::default());
        let (input, reader_stop) = (input.clone(), stop.clone());
        let reading = tokio::task::spawn_blocking(move || {
            read_input(&input.sources, filter, &reader_stop, &mut |part| {
                let InputPart::Record(read) = part else {
                    return;
                };
                let record = match read.content {
                    RecordContent::Valid(record) => Some(record),
                    _ if input.skips_invalid => None,
                    content => content.into_record(),
                };
                // Sending fails if the receiver was dropped because a write failed.
                record.map(|record| sender.blocking_send(record));
            })
        });
        Self { records, reading, expected, stop }
    }

    pub(super) async fn next(&mut self) -> Option<Record> {
        self.records.recv().await
    }

    /// Finishes reading. Other errors than in the first pass mean that the input changed after it was checked.
    pub(super) async fn end(mut self) -> Result<(), ImportError> {
        let findings = (&mut self.reading).await.map_err(|_| ImportError::Changed)??;
        if findings.errors == self.expected { Ok(()) } else { Err(ImportError::Changed) }
    }
}
