//! Prints a list of any length, row by row.

use std::io::{self, BufWriter, StdoutLock, Write};

use org_discovery_admin::terminal;
use serde_json::Value;

use super::{Cell, Column, OutputFormat, format::terminal_width, notice::notice, table::Frame};

/// The number of rows that decide the layout of a table. Later rows are printed as soon as they are read.
const ROWS_FOR_LAYOUT: usize = 50;

/// A list that is printed while it is read, in constant memory.
pub struct Listing {
    out: Out,
    columns: &'static [Column],
    /// The rows before the layout is known.
    waiting: Vec<Vec<Cell>>,
    frame: Option<Frame>,
    rows: u64,
}

enum Out {
    Text(anstream::AutoStream<StdoutLock<'static>>),
    /// An object with one field, whose value is the list.
    Json(BufWriter<StdoutLock<'static>>, &'static str),
    Ndjson(BufWriter<StdoutLock<'static>>),
}

impl Listing {
    /// Starts a list. `name` is the field of the list in JSON output.
    pub fn new(format: OutputFormat, name: &'static str, columns: &'static [Column]) -> Self {
        let out = match format {
            OutputFormat::Text => Out::Text(anstream::stdout().lock()),
            OutputFormat::Json => Out::Json(BufWriter::new(io::stdout().lock()), name),
            OutputFormat::Ndjson => Out::Ndjson(BufWriter::new(io::stdout().lock())),
        };
        Self { out, columns, waiting: Vec::new(), frame: None, rows: 0 }
    }

    /// Adds a row.
    pub fn row(&mut self, cells: Vec<Cell>, json: &Value) -> io::Result<()> {
        let is_first = self.rows == 0;
        self.rows += 1;
        match &mut self.out {
            Out::Text(_) => self.text_row(cells),
            Out::Json(out, name) => {
                if is_first {
                    write!(out, "{{\"{name}\":[")?;
                }
                write!(
                    out,
                    "{}{}",
                    if is_first { "\n" } else { ",\n" },
                    terminal::escape_json(&json.to_string())
                )
            }
            Out::Ndjson(out) => writeln!(out, "{}", terminal::escape_json(&json.to_string())),
        }
    }

    /// Prints the rows so far, at the end of a page of reads.
    pub fn flush(&mut self) -> io::Result<()> {
        if !self.waiting.is_empty() {
            self.print_waiting()?;
        }
        match &mut self.out {
            Out::Text(out) => out.flush(),
            Out::Json(out, _) | Out::Ndjson(out) => out.flush(),
        }
    }

    /// Ends a complete list. A list without rows is `empty` in text output, printed to standard error.
    pub fn finish(self, empty: &str) -> io::Result<()> {
        self.finish_page(empty, None)
    }

    /// Ends a list that may continue after the row with the id `next`, as [`Self::finish`].
    pub fn finish_page(mut self, empty: &str, next: Option<&str>) -> io::Result<()> {
        self.flush()?;
        if let Out::Json(out, name) = &mut self.out {
            let end = if self.rows == 0 { format!("{{\"{name}\":[") } else { "\n".to_owned() };
            let next =
                next.map(|id| format!(",\"next\":{}", terminal::escape_json(&Value::from(id).to_string())));
            writeln!(out, "{end}]{}}}", next.unwrap_or_default())?;
            return out.flush();
        }
        if self.rows == 0 && matches!(self.out, Out::Text(_)) {
            notice(empty);
        }
        if let Some(id) = next {
            notice(format!("the list has more rows; continue with --after {id}"));
        }
        Ok(())
    }

    fn text_row(&mut self, cells: Vec<Cell>) -> io::Result<()> {
        if self.frame.is_some() {
            return self.print_row(&cells, false);
        }
        self.waiting.push(cells);
        if self.waiting.len() == ROWS_FOR_LAYOUT { self.print_waiting() } else { Ok(()) }
    }

    fn print_waiting(&mut self) -> io::Result<()> {
        let waiting = std::mem::take(&mut self.waiting);
        let frame = Frame::of(self.columns, &waiting, terminal_width());
        if let (Out::Text(out), Some(head)) = (&mut self.out, frame.head()) {
            writeln!(out, "{}", head.render())?;
        }
        self.frame = Some(frame);
        for (index, row) in waiting.iter().enumerate() {
            self.print_row(row, index == 0)?;
        }
        Ok(())
    }

    fn print_row(&mut self, row: &[Cell], is_first: bool) -> io::Result<()> {
        if let (Out::Text(out), Some(frame)) = (&mut self.out, &self.frame) {
            for line in frame.row(row, is_first) {
                writeln!(out, "{}", line.render())?;
            }
        }
        Ok(())
    }
}
