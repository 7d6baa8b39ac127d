//! Tables.

use org_discovery_admin::terminal;

use super::{
    layout::{GAP, Layout, shortened, width},
    line::{Line, Style},
};

/// A column of a table.
#[derive(Debug, Clone, Copy)]
pub struct Column {
    head: &'static str,
    is_flexible: bool,
}

impl Column {
    /// A column with text that can be shortened, such as a name.
    pub const fn flexible(head: &'static str) -> Self {
        Self { head, is_flexible: true }
    }

    /// A column whose text is always complete, such as an id that is copied.
    pub const fn whole(head: &'static str) -> Self {
        Self { head, is_flexible: false }
    }
}

/// A cell of a table.
#[derive(Debug, Clone)]
pub struct Cell {
    /// The escaped text, because its width decides the layout.
    text: String,
    style: Style,
}

impl Cell {
    pub fn styled(text: &str, style: Style) -> Self {
        Self { text: terminal::escape(text).into_owned(), style }
    }
}

impl<T: AsRef<str>> From<T> for Cell {
    fn from(text: T) -> Self {
        Self::styled(text.as_ref(), Style::Plain)
    }
}

/// A table whose rows are complete.
#[derive(Debug, Clone)]
pub struct Table {
    columns: Vec<Column>,
    rows: Vec<Vec<Cell>>,
}

impl Table {
    pub fn new<R: IntoIterator<Item: Into<Cell>>>(
        columns: &[Column],
        rows: impl IntoIterator<Item = R>,
    ) -> Self {
        let cells = |row: R| row.into_iter().map(Into::into).collect();
        Self { columns: columns.to_vec(), rows: rows.into_iter().map(cells).collect() }
    }

    /// Returns the lines for a terminal of this width, or for a file.
    pub fn lines(&self, terminal_width: Option<usize>) -> Vec<Line> {
        let frame = Frame::of(&self.columns, &self.rows, terminal_width);
        let rows = self.rows.iter().enumerate().flat_map(|(index, row)| frame.row(row, index == 0));
        frame.head().into_iter().chain(rows).collect()
    }
}

/// The columns of a table with their layout.
#[derive(Debug)]
pub struct Frame {
    columns: Vec<Column>,
    layout: Layout,
    /// True if text that is wider than its column is shortened.
    shortens: bool,
}

impl Frame {
    /// Returns the frame in which these rows fit.
    pub fn of(columns: &[Column], rows: &[Vec<Cell>], terminal_width: Option<usize>) -> Self {
        let widest = |index: usize, column: &Column| {
            let cells = rows.iter().filter_map(|row| row.get(index));
            cells.map(|cell| width(&cell.text)).max().unwrap_or_default().max(width(column.head))
        };
        let widths: Vec<_> = columns
            .iter()
            .enumerate()
            .map(|(index, column)| (widest(index, column), column.is_flexible))
            .collect();
        let layout = Layout::of(&widths, terminal_width);
        Self { columns: columns.to_vec(), layout, shortens: terminal_width.is_some() }
    }

    /// Returns the line with the names of the columns, if the layout has one.
    pub fn head(&self) -> Option<Line> {
        let heads = self.columns.iter().map(|column| Cell::styled(column.head, Style::Heading));
        match &self.layout {
            Layout::Columns(widths) => Some(self.columns_line(&heads.collect::<Vec<_>>(), widths)),
            Layout::Fields => None,
        }
    }

    /// Returns the lines of a row.
    pub fn row(&self, row: &[Cell], is_first: bool) -> Vec<Line> {
        match &self.layout {
            Layout::Columns(widths) => vec![self.columns_line(row, widths)],
            Layout::Fields => self.field_lines(row, is_first),
        }
    }

    fn columns_line(&self, row: &[Cell], widths: &[usize]) -> Line {
        let mut line = Line::default();
        for (index, (cell, limit)) in row.iter().zip(widths).enumerate() {
            let is_flexible = self.columns.get(index).is_some_and(|column| column.is_flexible);
            let text =
                if self.shortens && is_flexible { shortened(&cell.text, *limit) } else { cell.text.clone() };
            let padding = limit.saturating_sub(width(&text)) + GAP;
            line = line.with(text, cell.style);
            let is_empty = |cell: &Cell| cell.text.is_empty();
            if !row[index + 1..].iter().all(is_empty) {
                line = line.with(" ".repeat(padding), Style::Plain);
            }
        }
        line
    }

    fn field_lines(&self, row: &[Cell], is_first: bool) -> Vec<Line> {
        let separator = (!is_first).then(Line::default);
        let field = |(column, cell): (&Column, &Cell)| {
            Line::styled(format!("{}: ", column.head), Style::Heading).with(cell.text.clone(), cell.style)
        };
        separator.into_iter().chain(self.columns.iter().zip(row).map(field)).collect()
    }
}
