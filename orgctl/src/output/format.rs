//! The output format, and the terminal's properties.

use std::io::{self, IsTerminal};

/// The output format.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, clap::ValueEnum)]
pub enum OutputFormat {
    /// Text for people
    #[default]
    Text,
    /// One JSON document
    Json,
    /// One line of JSON for each record
    Ndjson,
}

/// Turns colors off for the whole process. By default, they are used on a terminal unless `NO_COLOR` is set.
pub fn disable_colors() {
    anstream::ColorChoice::Never.write_global();
}

/// Returns the width of the terminal, or `None` if standard output is not a terminal.
pub fn terminal_width() -> Option<usize> {
    if !io::stdout().is_terminal() {
        return None;
    }
    terminal_size::terminal_size().map(|(width, _)| usize::from(width.0))
}
