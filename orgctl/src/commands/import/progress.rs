//! Progress on standard error: a bar on a terminal, and a line every few seconds elsewhere.

use std::{
    io::{self, IsTerminal},
    sync::{Mutex, PoisonError},
    time::{Duration, Instant},
};

use indicatif::{ProgressBar, ProgressStyle};

use crate::output::notice;

/// The time between two lines. A shorter import prints none.
const LINE_EVERY: Duration = Duration::from_secs(5);

pub enum Progress {
    Bar(ProgressBar),
    Lines(Mutex<Lines>),
    Silent,
}

/// The state of progress without a terminal.
pub struct Lines {
    done: u64,
    /// The number of all records, if it is known.
    total: Option<u64>,
    started: Instant,
    last: Instant,
}

impl Progress {
    /// The progress of an import of this many records.
    pub fn of_records(total: u64, quiet: bool) -> Self {
        Self::new(Some(total), quiet)
    }

    /// The progress of a download, whose size is unknown.
    pub fn of_download(quiet: bool) -> Self {
        Self::new(None, quiet)
    }

    fn new(total: Option<u64>, quiet: bool) -> Self {
        if quiet {
            return Self::Silent;
        }
        if !io::stderr().is_terminal() {
            let now = Instant::now();
            return Self::Lines(Mutex::new(Lines { done: 0, total, started: now, last: now }));
        }
        let (bar, template) = match total {
            Some(total) => {
                (ProgressBar::new(total), "{wide_bar} {human_pos}/{human_len} {per_sec}, {eta} left")
            }
            None => (ProgressBar::new_spinner(), "{spinner} {human_pos} records from Stytch, {per_sec}"),
        };
        bar.set_style(
            ProgressStyle::with_template(template).unwrap_or_else(|_| ProgressStyle::default_bar()),
        );
        Self::Bar(bar)
    }

    pub fn advance(&self, records: u64) {
        match self {
            Self::Bar(bar) => bar.inc(records),
            Self::Lines(lines) => {
                let mut lines = lines.lock().unwrap_or_else(PoisonError::into_inner);
                if let Some(line) = lines.advance(records, Instant::now()) {
                    notice(line);
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

impl Lines {
    /// Counts records, and returns a line if the last one is old enough.
    fn advance(&mut self, records: u64, now: Instant) -> Option<String> {
        self.done += records;
        if now.duration_since(self.last) < LINE_EVERY {
            return None;
        }
        self.last = now;
        let seconds = now.duration_since(self.started).as_secs().max(1);
        let (done, rate) = (self.done, self.done / seconds);
        let Some(total) = self.total else {
            return Some(format!("{done} records from Stytch, {rate} per second"));
        };
        let left = (total.saturating_sub(done) * seconds).checked_div(done).unwrap_or_default();
        let left = humantime::format_duration(Duration::from_secs(left));
        Some(format!("{done} of {total} records, {rate} per second, {left} left"))
    }
}

#[cfg(test)]
mod tests {
    use std::time::{Duration, Instant};

    use super::Lines;

    fn lines(total: Option<u64>) -> (Lines, Instant) {
        let start = Instant::now();
        (Lines { done: 0, total, started: start, last: start }, start)
    }

    #[test]
    fn lines_have_rate_and_remaining_time() {
        let (mut lines, start) = lines(Some(12_000));
        assert_eq!(lines.advance(1_000, start + Duration::from_secs(4)), None);
        let line = lines.advance(1_000, start + Duration::from_secs(20));
        assert_eq!(line.as_deref(), Some("2000 of 12000 records, 100 per second, 1m 40s left"));
        assert_eq!(lines.advance(1_000, start + Duration::from_secs(24)), None);
    }

    #[test]
    fn download_has_no_remaining_time() {
        let (mut lines, start) = lines(None);
        let line = lines.advance(3_000, start + Duration::from_secs(6));
        assert_eq!(line.as_deref(), Some("3000 records from Stytch, 500 per second"));
    }
}
