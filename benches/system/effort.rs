//! The sample sizes of a run.

use std::env;

/// Full samples, or a tenth of each with `--quick`.
#[derive(Debug, Clone, Copy)]
pub struct Effort {
    quick: bool,
}

impl Effort {
    /// Reads the command-line arguments.
    pub fn read() -> Self {
        Self { quick: env::args().any(|argument| argument == "--quick") }
    }

    /// Returns the sample size to use instead of `count`.
    #[must_use]
    pub fn of(self, count: usize) -> usize {
        if self.quick { count.div_ceil(10) } else { count }
    }
}
