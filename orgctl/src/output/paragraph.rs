//! Text that continues on the next line if it is wider than the terminal.

use org_discovery_admin::terminal;

use super::{Line, Style, layout::width, wrap};

/// The additional indentation of continued lines.
const CONTINUED: usize = 2;

/// A text with a label, such as `Effect: people with an address at acme.com cannot join.`
#[derive(Debug, Clone)]
pub struct Paragraph {
    indent: usize,
    label: String,
    text: String,
    style: Style,
    wraps: bool,
}

impl Paragraph {
    /// Text that wraps between words.
    pub fn wrapped(indent: usize, label: &str, text: &str) -> Self {
        Self::new(indent, label, text, Style::Plain, true)
    }

    /// Text in a style, without a label, that wraps between words.
    pub fn styled(indent: usize, text: &str, style: Style) -> Self {
        Self::new(indent, "", text, style, true)
    }

    /// Text that is always one line, such as a command that is copied.
    pub fn whole(indent: usize, label: &str, text: &str, style: Style) -> Self {
        Self::new(indent, label, text, style, false)
    }

    fn new(indent: usize, label: &str, text: &str, style: Style, wraps: bool) -> Self {
        let escaped = |text: &str| terminal::escape(text).into_owned();
        Self { indent, label: escaped(label), text: escaped(text), style, wraps }
    }

    /// Returns the lines for a terminal of this width, or the line for a file.
    pub fn lines(&self, terminal_width: Option<usize>) -> Vec<Line> {
        let indent = " ".repeat(self.indent);
        let label = if self.label.is_empty() { String::new() } else { format!("{}: ", self.label) };
        let texts = match terminal_width.filter(|_| self.wraps) {
            Some(limit) => {
                let room = |before: usize| limit.saturating_sub(self.indent + before);
                wrap(&self.text, room(width(&label)), room(CONTINUED))
            }
            None => vec![self.text.clone()],
        };
        let line = |(index, text): (usize, String)| match index {
            0 => Line::from(indent.as_str()).with(label.as_str(), Style::Faint).with(text, self.style),
            _ => Line::from(format!("{indent}{}", " ".repeat(CONTINUED))).with(text, self.style),
        };
        texts.into_iter().enumerate().map(line).collect()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn rendered(paragraph: &Paragraph, width: Option<usize>) -> Vec<String> {
        paragraph.lines(width).iter().map(Line::plain).collect()
    }

    #[test]
    fn text_wraps_between_words() {
        let paragraph = Paragraph::wrapped(4, "Effect", "people of acme.com cannot join");
        assert_eq!(
            rendered(&paragraph, Some(24)),
            ["    Effect: people of", "      acme.com cannot", "      join"]
        );
        assert_eq!(rendered(&paragraph, None), ["    Effect: people of acme.com cannot join"]);
    }

    #[test]
    fn long_word_gets_its_own_line() {
        let paragraph = Paragraph::wrapped(0, "", "session 0123456789abcdef differs");
        assert_eq!(rendered(&paragraph, Some(10)), ["session", "  0123456789abcdef", "  differs"]);
    }

    #[test]
    fn command_never_wraps() {
        let paragraph = Paragraph::whole(2, "Repair", "orgctl check --repair", Style::Plain);
        assert_eq!(rendered(&paragraph, Some(10)), ["  Repair: orgctl check --repair"]);
    }
}
