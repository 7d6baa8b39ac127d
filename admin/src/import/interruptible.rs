//! Reading that another thread can end.

use std::{
    io::{self, Read, Seek, SeekFrom},
    sync::{
        Arc,
        atomic::{AtomicBool, Ordering},
    },
};

use super::sources::ReadSeek;

/// Ends a read. Clones share their state.
#[derive(Debug, Clone, Default)]
pub(super) struct ReadStop(Arc<AtomicBool>);

impl ReadStop {
    pub(super) fn stop(&self) {
        self.0.store(true, Ordering::Relaxed);
    }
}

/// A file whose reads fail after [`ReadStop::stop`]. Without it, a program that is interrupted would wait until a large
/// file is read.
pub(super) struct Interruptible {
    file: Box<dyn ReadSeek>,
    stop: ReadStop,
}

impl Interruptible {
    pub(super) fn new(file: Box<dyn ReadSeek>, stop: ReadStop) -> Self {
        Self { file, stop }
    }
}

impl Read for Interruptible {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        if self.stop.0.load(Ordering::Relaxed) {
            return Err(io::Error::other("interrupted"));
        }
        self.file.read(buffer)
    }
}

impl Seek for Interruptible {
    fn seek(&mut self, position: SeekFrom) -> io::Result<u64> {
        self.file.seek(position)
    }
}
