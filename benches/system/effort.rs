//! How much of each sample is taken.

use std::env;

/// All of each sample, or a tenth with `--quick`.
#[derive(Debug, Clone, Copy)]
pub struct Effort {
    quick: bool,
}

impl Effort {
    /// Reads the arguments of this program.
    pub fn read() -> Self {
        Self { quick: env::args().any(|argument| argument == "--quick") }
    }

    /// Returns the number of values to take.
    #[must_use]
    pub fn of(self, count: usize) -> usize {
        if self.quick { count.div_ceil(10) } else { count }
    }
}
