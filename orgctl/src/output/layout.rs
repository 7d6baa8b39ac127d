//! The layout of a table: columns that fit the terminal, or one line for each field if they do not.

use unicode_width::UnicodeWidthStr;

/// The number of spaces between two columns.
pub const GAP: usize = 2;
/// The width below which a column is not shortened further.
const MIN_WIDTH: usize = 12;

/// The layout of all rows of a table.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Layout {
    /// Columns of these widths. Longer text is shortened if the table is printed on a terminal.
    Columns(Vec<usize>),
    /// One line for each field, and an empty line between rows.
    Fields,
}

impl Layout {
    /// Returns the layout for these columns: `(width of the widest text, may be shortened)`.
    pub fn of(columns: &[(usize, bool)], terminal_width: Option<usize>) -> Self {
        let mut widths: Vec<usize> = columns.iter().map(|(width, _)| *width).collect();
        let Some(terminal_width) = terminal_width else {
            return Self::Columns(widths);
        };
        let total = |widths: &[usize]| widths.iter().sum::<usize>() + GAP * widths.len().saturating_sub(1);
        while total(&widths) > terminal_width {
            let shortens = |index: &usize| columns[*index].1 && widths[*index] > MIN_WIDTH;
            let widest = (0..widths.len()).filter(shortens).max_by_key(|index| widths[*index]);
            match widest {
                Some(index) => widths[index] -= 1,
                None => return Self::Fields,
            }
        }
        Self::Columns(widths)
    }
}

/// Returns the number of terminal columns that `text` takes.
pub fn width(text: &str) -> usize {
    UnicodeWidthStr::width(text)
}

/// Shortens `text` to `limit` terminal columns, with `…` in place of the end.
pub fn shortened(text: &str, limit: usize) -> String {
    if width(text) <= limit {
        return text.to_owned();
    }
    let mut short = String::new();
    for character in text.chars() {
        short.push(character);
        if width(&short) >= limit {
            short.pop();
            break;
        }
    }
    short.push('…');
    short
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn fitting_columns_keep_their_width() {
        let columns = [(10, true), (20, false)];
        assert_eq!(Layout::of(&columns, Some(32)), Layout::Columns(vec![10, 20]));
        assert_eq!(Layout::of(&columns, None), Layout::Columns(vec![10, 20]));
    }

    #[test]
    fn widest_flexible_column_is_shortened() {
        let columns = [(40, true), (20, true), (30, false)];
        assert_eq!(Layout::of(&columns, Some(80)), Layout::Columns(vec![26, 20, 30]));
    }

    #[test]
    fn narrow_terminal_gets_fields() {
        assert_eq!(Layout::of(&[(40, true), (54, false)], Some(60)), Layout::Fields);
    }

    #[test]
    fn shortened_text_fits_the_limit() {
        for (text, limit, expected) in [
            ("Acme", 4, "Acme"),
            ("Acme GmbH", 6, "Acme …"),
            ("日本語の名前", 7, "日本語…"),
            ("日本語の名前", 6, "日本…"),
        ] {
            assert_eq!(shortened(text, limit), expected);
            assert!(width(&shortened(text, limit)) <= limit);
        }
    }
}
