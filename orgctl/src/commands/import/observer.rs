//! Connects a running import with the progress, Ctrl-C and the file of refused records.

use std::sync::atomic::{AtomicU64, Ordering};

use org_discovery_admin::import::{ImportObserver, RefusedRecord};

use super::{interruption::Interruption, progress::Progress, refused_file::RefusedFile};

pub struct Observer<'o> {
    progress: &'o Progress,
    interruption: &'o Interruption,
    refused_file: Option<&'o RefusedFile>,
    processed: AtomicU64,
}

impl<'o> Observer<'o> {
    pub fn new(
        progress: &'o Progress,
        interruption: &'o Interruption,
        refused_file: Option<&'o RefusedFile>,
    ) -> Self {
        Self { progress, interruption, refused_file, processed: AtomicU64::new(0) }
    }

    /// Returns the number of processed records.
    pub fn processed(&self) -> u64 {
        self.processed.load(Ordering::Relaxed)
    }
}

impl ImportObserver for Observer<'_> {
    fn advance(&self, records: u64) {
        self.processed.fetch_add(records, Ordering::Relaxed);
        self.progress.advance(records);
    }

    fn refused(&self, record: RefusedRecord) {
        if let Some(file) = self.refused_file {
            file.add(&record);
        }
    }

    fn must_stop(&self) -> bool {
        self.interruption.is_requested()
    }
}
