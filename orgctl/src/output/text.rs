//! Text output.

use std::io::{self, Write};

use org_discovery_admin::terminal;
use serde_json::Value;

use super::{Line, Paragraph, Table, format::terminal_width};

/// Text output: lines, paragraphs and tables.
#[derive(Debug, Clone, Default)]
pub struct Text(Vec<Block>);

#[derive(Debug, Clone)]
enum Block {
    Line(Line),
    /// A line of JSON, which is already escaped.
    Json(String),
    Paragraph(Paragraph),
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

    /// Adds a paragraph.
    pub fn push_paragraph(&mut self, paragraph: Paragraph) {
        self.0.push(Block::Paragraph(paragraph));
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

/// Prints text. Paragraphs and tables fit the width of the terminal.
pub fn print_text(Text(blocks): &Text) -> io::Result<()> {
    let mut stdout = anstream::stdout().lock();
    for block in blocks {
        match block {
            Block::Line(line) => writeln!(stdout, "{}", line.render())?,
            Block::Json(line) => writeln!(stdout, "{line}")?,
            Block::Paragraph(paragraph) => print_lines(&mut stdout, &paragraph.lines(terminal_width()))?,
            Block::Table(table) => print_lines(&mut stdout, &table.lines(terminal_width()))?,
        }
    }
    stdout.flush()
}

fn print_lines(out: &mut impl Write, lines: &[Line]) -> io::Result<()> {
    lines.iter().try_for_each(|line| writeln!(out, "{}", line.render()))
}

/// Prints JSON text with JSON escapes.
pub fn print_json(json: &str) -> io::Result<()> {
    let mut stdout = io::stdout().lock();
    writeln!(stdout, "{}", terminal::escape_json(json))?;
    stdout.flush()
}
