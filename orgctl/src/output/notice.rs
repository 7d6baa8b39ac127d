//! Notices on standard error.

use std::fmt::Display;

use org_discovery_admin::terminal;

use super::Style;

/// Prints a warning.
pub fn warn(text: impl Display) {
    let style = Style::Caution.ansi();
    anstream::eprintln!("{style}warning:{style:#} {}", terminal::escape(&text.to_string()));
}

/// Prints a line that is not a warning, such as the tables that a command changes.
pub fn notice(text: impl Display) {
    let style = Style::Faint.ansi();
    anstream::eprintln!("{style}{}{style:#}", terminal::escape(&text.to_string()));
}
