//! Ctrl-C during an import.

use std::{
    process,
    sync::{
        Arc,
        atomic::{AtomicBool, Ordering},
    },
};

use tokio::{signal, task::JoinHandle};

use crate::{failure::ExitStatus, output::notice};

/// Listens for Ctrl-C. The first lets the import complete the writes that have started, the second ends the program.
pub struct Interruption {
    requested: Arc<AtomicBool>,
    listener: JoinHandle<()>,
}

impl Interruption {
    pub fn listen() -> Self {
        let requested = Arc::new(AtomicBool::new(false));
        let shared = Arc::clone(&requested);
        let listener = tokio::spawn(async move {
            // Without a signal handler, Ctrl-C ends the program at once.
            if signal::ctrl_c().await.is_err() {
                return;
            }
            shared.store(true, Ordering::Relaxed);
            notice("stopping after the writes that have started; press Ctrl-C again to end at once");
            if signal::ctrl_c().await.is_ok() {
                process::exit(ExitStatus::Interrupted as i32);
            }
        });
        Self { requested, listener }
    }

    pub fn is_requested(&self) -> bool {
        self.requested.load(Ordering::Relaxed)
    }
}

impl Drop for Interruption {
    fn drop(&mut self) {
        self.listener.abort();
    }
}
