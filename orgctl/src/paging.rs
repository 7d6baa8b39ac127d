//! The arguments that limit a list and continue it.

use std::num::NonZeroU64;

use clap::Args;

/// The arguments that limit a list and continue it.
#[derive(Debug, Args)]
#[command(next_help_heading = "Length of the list")]
pub struct Paging {
    /// Print at most this number of rows [default: all]
    #[arg(long, value_name = "NUMBER")]
    pub limit: Option<NonZeroU64>,

    /// Continue after the row with this id, which the previous list printed at its limit
    #[arg(long, value_name = "ID")]
    pub after: Option<String>,
}

impl Paging {
    /// Returns true if no more rows are printed after `printed` rows.
    pub fn is_full(&self, printed: u64) -> bool {
        self.limit.is_some_and(|limit| printed >= limit.get())
    }
}
