//! What a command prints.

use std::io::{self, Write};

use org_discovery_admin::{Outcome, terminal};
use serde_json::Value;

/// The form of what is printed.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, clap::ValueEnum)]
pub enum OutputFormat {
    /// For people.
    #[default]
    Text,
    /// For programs.
    Json,
}

/// What a command has to say, in both forms.
pub struct Report {
    pub json: Value,
    pub text: Text,
}

/// Lines for people. Line breaks are between them and never in them: each line is escaped when it is printed.
#[derive(Debug, Clone, Default)]
pub struct Text(Vec<String>);

impl Text {
    /// A JSON value, indented.
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

/// Prints JSON text, escaped by JSON's own rules.
pub fn print_json(json: &str) -> io::Result<()> {
    let mut stdout = io::stdout().lock();
    writeln!(stdout, "{}", terminal::escape_json(json))?;
    stdout.flush()
}

/// A remark that is no result. Standard output is for results.
pub fn warn(text: impl std::fmt::Display) {
    eprintln!("warning: {}", terminal::escape(&text.to_string()));
}

/// Returns the word for the outcome of a put, a deletion or a reactivation.
pub fn outcome_name(outcome: Outcome) -> &'static str {
    match outcome {
        Outcome::Added | Outcome::Changed | Outcome::Removed => "written",
        Outcome::Unchanged => "unchanged",
        Outcome::Absent => "not there",
    }
}

/// A table for people: columns as wide as their widest cell.
pub fn table(head: &[&str], rows: &[Vec<String>]) -> Text {
    let head: Vec<String> = head.iter().map(ToString::to_string).collect();
    // Escaped before they are measured.
    let escaped = |row: &Vec<String>| row.iter().map(|cell| terminal::escape(cell).into_owned()).collect();
    let rows: Vec<Vec<String>> = [head].iter().chain(rows).map(escaped).collect();
    let width = |column: usize| rows.iter().map(|row| row[column].chars().count()).max().unwrap_or_default();
    let widths: Vec<usize> = (0..rows[0].len()).map(width).collect();
    let line = |cells: &Vec<String>| {
        let padded = cells.iter().zip(&widths).map(|(cell, width)| format!("{cell:width$}"));
        padded.collect::<Vec<_>>().join("  ").trim_end().to_owned()
    };
    Text(rows.iter().map(line).collect())
}
