//! Import progress on stderr: a bar on a terminal, plain lines elsewhere, nothing with JSON output.

use std::{
    io::{self, IsTerminal},
    sync::atomic::{AtomicU64, Ordering},
};

use indicatif::{ProgressBar, ProgressStyle};

/// The number of records between two plain lines.
const LINE_EVERY: u64 = 10_000;

pub enum Progress {
    Bar(ProgressBar),
    Lines { done: AtomicU64, total: u64 },
    Silent,
}

impl Progress {
    pub fn new(total: u64, enabled: bool) -> Self {
        if !enabled {
            return Self::Silent;
        }
        if !io::stderr().is_terminal() {
            return Self::Lines { done: AtomicU64::new(0), total };
        }
        let bar = ProgressBar::new(total);
        let style = ProgressStyle::with_template("{wide_bar} {human_pos}/{human_len} {eta}");
        bar.set_style(style.unwrap_or_else(|_| ProgressStyle::default_bar()));
        Self::Bar(bar)
    }

    pub fn advance(&self, records: u64) {
        match self {
            Self::Bar(bar) => bar.inc(records),
            Self::Lines { done, total } => {
                let before = done.fetch_add(records, Ordering::Relaxed);
                let now = before + records;
                if before / LINE_EVERY != now / LINE_EVERY {
                    eprintln!("{now} of {total} records");
                }
            }
            Self::Silent => {}
        }
    }

    pub fn end(&self) {
        if let Self::Bar(bar) = self {
            bar.finish_and_clear();
        }
    }
}
