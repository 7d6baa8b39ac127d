//! Text output.

use std::io::{self, Write};

use org_discovery_admin::terminal;
use serde_json::Value;

use super::{Line, Table, format::terminal_width};

/// Text output: lines and tables.
#[derive(Debug, Clone, Default)]
pub struct Text(Vec<Block>);

#[derive(Debug, Clone)]
enum Block {
    Line(Line),
    /// A line of JSON, which is already escaped.
    Json(String),
    Table(Table),
}

impl Text {
    /// Formats a JSON value, indented.
    pub fn json(value: &Value) -> Self {
        let json = format!("{value:#}");
        Self(terminal::escape_json(&json).lines().map(|line| Block::Json(line.to_owned())).collect())
    }

    /// Adds a line.
    pub fn push(&mut self, line: impl Into<Line>) {
        self.0.push(Block::Line(line.into()));
    }

    /// Adds a table.
    pub fn push_table(&mut self, table: Table) {
        self.0.push(Block::Table(table));
    }
}

impl From<String> for Text {
    fn from(line: String) -> Self {
        Self(vec![Block::Line(line.into())])
    }
}

impl<L: Into<Line>> From<Vec<L>> for Text {
    fn from(lines: Vec<L>) -> Self {
        Self(lines.into_iter().map(|line| Block::Line(line.into())).collect())
    }
}

impl From<Table> for Text {
    fn from(table: Table) -> Self {
        Self(vec![Block::Table(table)])
    }
}

/// Prints text. Tables fit the width of the terminal.
pub fn print_text(Text(blocks): &Text) -> io::Result<()> {
    let mut stdout = anstream::stdout().lock();
    for block in blocks {
        match block {
            Block::Line(line) => writeln!(stdout, "{}", line.render())?,
            Block::Json(line) => writeln!(stdout, "{line}")?,
            Block::Table(table) => {
                for line in table.lines(terminal_width()) {
                    writeln!(stdout, "{}", line.render())?;
                }
            }
        }
    }
    stdout.flush()
}

/// Prints JSON text with JSON escapes.
pub fn print_json(json: &str) -> io::Result<()> {
    let mut stdout = io::stdout().lock();
    writeln!(stdout, "{}", terminal::escape_json(json))?;
    stdout.flush()
}
