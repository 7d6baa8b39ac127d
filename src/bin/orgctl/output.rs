//! What a command prints.

use std::io::{self, Write};

use org_discovery::store::dynamodb::write::Outcome;
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
    /// Lines, without the last line's end.
    pub text: String,
}

impl Report {
    pub fn print(&self, format: OutputFormat) -> io::Result<()> {
        let text = match format {
            OutputFormat::Text => self.text.clone(),
            OutputFormat::Json => format!("{:#}", self.json),
        };
        print_line(&text)
    }
}

pub fn print_line(text: &str) -> io::Result<()> {
    let mut stdout = io::stdout().lock();
    writeln!(stdout, "{text}")?;
    stdout.flush()
}

/// A remark that is no result. Standard output is for results.
pub fn warn(text: impl std::fmt::Display) {
    eprintln!("warning: {text}");
}

/// What a write did, in a word.
pub fn outcome_name(outcome: Outcome) -> &'static str {
    match outcome {
        Outcome::Written => "written",
        Outcome::Unchanged => "unchanged",
        Outcome::Absent => "not there",
    }
}

/// A table for people: columns as wide as their widest cell.
pub fn table(head: &[&str], rows: &[Vec<String>]) -> String {
    let width = |column: usize| {
        let cells = rows.iter().map(|row| row[column].chars().count());
        cells.chain([head[column].chars().count()]).max().unwrap_or_default()
    };
    let widths: Vec<usize> = (0..head.len()).map(width).collect();
    let line = |cells: &[String]| {
        let padded = cells.iter().zip(&widths).map(|(cell, width)| format!("{cell:width$}"));
        padded.collect::<Vec<_>>().join("  ").trim_end().to_owned()
    };
    let head: Vec<String> = head.iter().map(ToString::to_string).collect();
    [line(&head)].into_iter().chain(rows.iter().map(|row| line(row))).collect::<Vec<_>>().join("\n")
}
