//! Prints results on standard output, and notices on standard error.

mod format;
mod layout;
mod line;
mod listing;
mod notice;
mod paragraph;
mod report;
mod rows;
mod table;
mod text;
mod wrap;

pub use org_discovery_admin::counted;

pub use format::{OutputFormat, disable_colors};
pub use line::{Line, Style};
pub use listing::Listing;
pub use notice::{notice, warn};
pub use paragraph::Paragraph;
pub use report::Report;
pub use rows::{Row, print_rows, require_complete};
pub use table::{Cell, Column, Table};
pub use text::{Text, print_json, print_text};
pub use wrap::wrap;
