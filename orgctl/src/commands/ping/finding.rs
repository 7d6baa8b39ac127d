//! The result of a probe.

use crate::output::{Cell, Style};

/// The result of a probe.
pub struct Finding {
    pub probe: &'static str,
    /// The explanation for the operator.
    pub details: String,
    result: ProbeResult,
}

#[derive(Clone, Copy, PartialEq, Eq)]
enum ProbeResult {
    Passed,
    Skipped,
    Failed,
}

impl Finding {
    /// A probe that was not sent, because the operator did not provide what it needs.
    pub fn skipped(probe: &'static str, details: &str) -> Self {
        Self { probe, details: details.to_owned(), result: ProbeResult::Skipped }
    }

    /// The result of a probe that was sent, with its details.
    pub fn of(probe: &'static str, result: Result<String, String>) -> Self {
        match result {
            Ok(details) => Self { probe, details, result: ProbeResult::Passed },
            Err(details) => Self { probe, details, result: ProbeResult::Failed },
        }
    }

    pub fn is_failure(&self) -> bool {
        self.result == ProbeResult::Failed
    }

    pub fn result(&self) -> &'static str {
        match self.result {
            ProbeResult::Passed => "passed",
            ProbeResult::Skipped => "skipped",
            ProbeResult::Failed => "FAILED",
        }
    }

    /// Returns the row of the table.
    pub fn cells(&self) -> [Cell; 3] {
        let style = match self.result {
            ProbeResult::Passed => Style::Good,
            ProbeResult::Skipped => Style::Faint,
            ProbeResult::Failed => Style::Bad,
        };
        [self.probe.into(), Cell::styled(self.result(), style), self.details.as_str().into()]
    }
}
