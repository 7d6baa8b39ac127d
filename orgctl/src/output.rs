//! Prints reports and warnings.

use std::io::{self, Write};

use org_discovery_admin::{Outcome, terminal};
use serde_json::Value;
use tabled::{
    builder::Builder,
    settings::{Padding, Style},
};

/// The output format.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, clap::ValueEnum)]
pub enum OutputFormat {
    /// Text for people
    #[default]
    Text,
    /// JSON for programs
    Json,
}

/// The result of a command, in both formats.
pub struct Report {
    pub json: Value,
    pub text: Text,
}

/// Lines of text output. Each line is escaped when it is printed, so that no line contains a line break.
#[derive(Debug, Clone, Default)]
pub struct Text(Vec<String>);

impl Text {
    /// Formats a JSON value, indented.
    pub fn json(value: &Value) -> Self {
        let json = format!("{value:#}");
        Self(terminal::escape_json(&json).lines().map(str::to_owned).collect())
    }

    /// Adds a line.
    pub fn push(&mut self, line: String) {
        self.0.push(line);
    }
}

impl From<String> for Text {
    fn from(line: String) -> Self {
        Self(vec![line])
    }
}

impl From<Vec<String>> for Text {
    fn from(lines: Vec<String>) -> Self {
        Self(lines)
    }
}

impl Report {
    pub fn print(&self, format: OutputFormat) -> io::Result<()> {
        match format {
            OutputFormat::Text => print_text(&self.text),
            OutputFormat::Json => print_json(&format!("{:#}", self.json)),
        }
    }
}

/// Prints lines, escaped.
pub fn print_text(Text(lines): &Text) -> io::Result<()> {
    let mut stdout = io::stdout().lock();
    for line in lines {
        writeln!(stdout, "{}", terminal::escape(line))?;
    }
    stdout.flush()
}

/// Prints JSON text with JSON escapes.
pub fn print_json(json: &str) -> io::Result<()> {
    let mut stdout = io::stdout().lock();
    writeln!(stdout, "{}", terminal::escape_json(json))?;
    stdout.flush()
}

/// Prints a warning to stderr.
pub fn warn(text: impl std::fmt::Display) {
    eprintln!("warning: {}", terminal::escape(&text.to_string()));
}

/// Returns the printed name of a write's outcome.
pub fn outcome_name(outcome: Outcome) -> &'static str {
    match outcome {
        Outcome::Added | Outcome::Changed | Outcome::Removed => "written",
        Outcome::Unchanged => "unchanged",
        Outcome::Absent => "not found",
    }
}

/// Formats a table whose columns are as wide as their widest cell and two spaces apart.
pub fn table(head: &[&str], rows: &[Vec<String>]) -> Text {
    let mut table = Builder::new();
    table.push_record(head.iter().copied());
    for row in rows {
        // Cells are escaped before their width is measured.
        table.push_record(row.iter().map(|cell| terminal::escape(cell).into_owned()));
    }
    let mut table = table.build();
    table.with((Style::empty(), Padding::new(0, 2, 0, 0)));
    Text(table.to_string().lines().map(|line| line.trim_end().to_owned()).collect())
}
